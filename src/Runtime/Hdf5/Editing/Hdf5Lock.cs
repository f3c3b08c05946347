using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// Lets one transaction at a time write to a path. It is the name of an abstract socket, which the kernel frees when the process
/// that holds it ends: a killed process leaves nothing. The holder listens on the socket. A child process that is just being
/// started has a copy of the socket for a moment, and may keep the name after the holder has released it, but then nobody can
/// connect to it. The calls are those of the C library: .NET's sockets take long to load, and start a thread.
/// </summary>
internal sealed class Hdf5Lock : IDisposable
{
    /// <summary>The longest wait for such a child process, which may be stopped while it is being started.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>So long at most does somebody have a portable lock who only looks.</summary>
    private static readonly TimeSpan _moment = TimeSpan.FromSeconds(0.2);

    // The socket; elsewhere, a file.
    private readonly SafeFileHandle? _holder;
    private readonly LockFile? _file;

    private Hdf5Lock(SafeFileHandle holder) => _holder = holder;

    private Hdf5Lock(LockFile file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <param name="path">The path of the file, for messages.</param>
    /// <param name="identity">The same for all paths of the file.</param>
    /// <exception cref="IOException">Another transaction has it.</exception>
    public static Hdf5Lock Take(string path, string identity)
    {
        if (Portable.IsOn)
        {
            return LockFile.TryTake(FileOf(identity), _moment) is { } file ? new Hdf5Lock(file) : throw Held(path);
        }

        byte[] address = Address($"schematoolkit-hdf5-{Convert.ToHexString(Sha256.Of(identity))}");
        long start = Stopwatch.GetTimestamp();
        var wait = new SpinWait();
        while (true)
        {
            if (TryListen(address, path) is { } holder)
            {
                return new Hdf5Lock(holder);
            }

            if (IsHeld(address, path) || Stopwatch.GetElapsedTime(start) > _patience)
            {
                throw Held(path);
            }

            wait.SpinOnce();
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        if (_holder is { IsClosed: false })
        {
            _ = NativeMethods.Shutdown(_holder, NativeMethods.ShutdownBoth);
            _holder.Dispose();
        }
    }

    // In the directory of the file: others find it, and may take it over, if they may write the file.
    private static string FileOf(string identity)
        => Path.Join(
            Path.GetDirectoryName(identity),
            $".{Convert.ToHexString(Sha256.Of(Path.GetFileName(identity)))}.schematoolkit-lock");

    private static IOException Held(string path)
        => new(
            $"{path} is being written by another transaction, of this or another process; "
                + $"wait until it is complete, or write to another path.");

    // struct sockaddr_un: the family, a zero for an abstract name, the name.
    private static byte[] Address(string name)
    {
        byte[] address = new byte[sizeof(ushort) + 1 + name.Length];
        BitConverter.TryWriteBytes(address, (ushort)NativeMethods.SocketOfUnix);
        Encoding.ASCII.GetBytes(name, address.AsSpan(sizeof(ushort) + 1));
        return address;
    }

    // Null while the name is in use.
    private static SafeFileHandle? TryListen(byte[] address, string path)
    {
        SafeFileHandle holder = Open(NativeMethods.SocketStream, path);
        if (NativeMethods.Bind(holder, address, (uint)address.Length) == 0 && NativeMethods.Listen(holder, 1) == 0)
        {
            return holder;
        }

        int error = SystemError.Last;
        holder.Dispose();
        return error == SystemError.AddressInUse ? null : throw Failed(path, error);
    }

    // WouldBlock means that the queue of the holder is full: the lock is held.
    private static bool IsHeld(byte[] address, string path)
    {
        using SafeFileHandle visitor = Open(NativeMethods.SocketStream | NativeMethods.SocketNonBlocking, path);
        int error = NativeMethods.Connect(visitor, address, (uint)address.Length) == 0 ? 0 : SystemError.Last;
        return error switch
        {
            0 or SystemError.WouldBlock => true,
            SystemError.ConnectionRefused => false,
            _ => throw Failed(path, error),
        };
    }

    private static SafeFileHandle Open(int type, string path)
    {
        SafeFileHandle socket = NativeMethods.Socket(NativeMethods.SocketOfUnix, type | NativeMethods.SocketCloseOnExec, 0);
        return socket.IsInvalid ? throw Failed(path, SystemError.Last) : socket;
    }

    private static IOException Failed(string path, int error)
        => new($"{path} cannot be locked: {Marshal.GetPInvokeErrorMessage(error)}.", error);
}
