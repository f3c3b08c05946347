using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// The file that a transaction writes, and the lock that lets one transaction at a time write to a path. The lock is the name
/// of an abstract socket, which the kernel frees when the process that holds it ends: a killed process leaves nothing. The
/// holder listens on the socket. A child process that is just being started has a copy of the socket for a moment, and may
/// keep the name after the holder has released it, but then nobody can connect to it.
/// </summary>
internal sealed class Hdf5Transaction : IDisposable
{
    /// <summary>The longest wait for such a child process, which may be stopped while it is being started.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly FileReplacement _file;
    private readonly Durability _durability;
    private readonly Socket _lock;
    private bool _isDisposed;

    /// <summary>Begins a transaction.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="durability">Whether the published file survives a power loss.</param>
    /// <exception cref="IOException">Another transaction on the same file is in progress.</exception>
    /// <inheritdoc cref="FileReplacement(string, bool)" path="/exception"/>
    public Hdf5Transaction(string path, Durability durability)
    {
        _durability = durability;
        _file = new FileReplacement(path, mustSeek: true);
        try
        {
            _lock = Lock(path, _file.Identity);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The file, for reading and writing.</summary>
    public SafeFileHandle Handle => _file.Handle;

    /// <summary>Makes the file a copy of another one.</summary>
    public void CopyFrom(string path)
    {
        using FileStream source = File.OpenRead(path);
        using var copy = new FileStream(_file.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        source.CopyTo(copy, 1 << 20);
    }

    /// <summary>Opens the file with libhdf5.</summary>
    public Hdf5FileHandle Open(Func<string, Hdf5FileHandle> open)
    {
        // When libhdf5 opens a file through a link, a file with the link's target as its name must exist. For a file
        // without a name the kernel makes up a target, so an empty file of that name is created for this moment. If the
        // process is killed in this moment, the empty file stays.
        string? madeUp = new FileInfo(_file.Path).LinkTarget;
        if (madeUp is null || !madeUp.EndsWith(" (deleted)", StringComparison.Ordinal))
        {
            return open(_file.Path);
        }

        using (new FileStream(
            madeUp,
            FileMode.OpenOrCreate,
            FileAccess.Write,
            FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 0,
            FileOptions.DeleteOnClose))
        {
            return open(_file.Path);
        }
    }

    /// <summary>Flushes the file to disk if it must survive a power loss, then replaces the target with it in one step.</summary>
    /// <exception cref="IOException">The disk failed, or the target has become a directory.</exception>
    public void Publish() => _file.Publish(durable: _durability == Durability.PowerLoss);

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _file.Dispose();
            _lock.Shutdown(SocketShutdown.Both);
            _lock.Dispose();
        }
    }

    private static Socket Lock(string path, string identity)
    {
        string name = Convert.ToHexString(Sha256.Of(identity));
        var address = new UnixDomainSocketEndPoint($"\0schematoolkit-hdf5-{name}");
        long start = Stopwatch.GetTimestamp();
        var wait = new SpinWait();
        try
        {
            while (true)
            {
                if (TryListen(address) is { } holder)
                {
                    return holder;
                }

                if (IsHeld(address) || Stopwatch.GetElapsedTime(start) > _patience)
                {
                    throw new IOException(
                        $"{path} is being written by another transaction, of this or another process; "
                            + $"wait until it is complete, or write to another path.");
                }

                wait.SpinOnce();
            }
        }
        catch (SocketException e)
        {
            throw new IOException($"{path} cannot be locked: {e.Message}.", e);
        }
    }

    // Null while the name is in use.
    private static Socket? TryListen(UnixDomainSocketEndPoint address)
    {
        var holder = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            holder.Bind(address);
            holder.Listen(1);
            return holder;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            holder.Dispose();
            return null;
        }
        catch
        {
            holder.Dispose();
            throw;
        }
    }

    // WouldBlock means that the queue of the holder is full: the lock is held.
    private static bool IsHeld(UnixDomainSocketEndPoint address)
    {
        using var visitor = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            visitor.Connect(address);
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.WouldBlock)
        {
            return e.SocketErrorCode == SocketError.WouldBlock;
        }
    }
}
