using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// Hands open files of the parent to a worker that cannot open them by <c>/proc/PID/fd/N</c>: the parent may not be looked into (its
/// program file cannot be read, or it runs with privileges), or the worker sees other processes than the parent does. The worker
/// listens, the parent connects. The address is in the kernel's own space of names, and is gone with the worker.
/// </summary>
internal sealed unsafe class DescriptorSocket : IDisposable
{
    private const int MostFiles = 2;

    // struct cmsghdr: length, level, type.
    private const int ControlHeader = 16;

    private readonly Socket _socket;
    private Socket? _connection;

    private DescriptorSocket(Socket socket, string address)
    {
        _socket = socket;
        Address = address;
    }

    /// <summary>What the parent connects to.</summary>
    public string Address { get; }

    /// <summary>A worker's side.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public static DescriptorSocket Listen()
    {
        string address = $"schematoolkit-worker-{Guid.NewGuid():N}";
        Socket socket = NewSocket();
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint("\0" + address));
            socket.Listen(1);
            return new DescriptorSocket(socket, address);
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw new IOException($"The parent's files cannot be handed over: {error.Message}", error);
        }
    }

    /// <summary>The parent's side.</summary>
    /// <exception cref="IOException">There is nobody, or it is another user.</exception>
    public static DescriptorSocket Connect(string address)
    {
        Socket socket = NewSocket();
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint("\0" + address));
            return StreamAddress.IsTrusted(socket) ? new DescriptorSocket(socket, address) : throw new IOException("it belongs to another user");
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            socket.Dispose();
            throw new IOException(
                $"A worker process cannot open files of this program by /proc/{Environment.ProcessId}/fd, and its socket cannot be "
                    + $"connected to: {error.Message}. Let it see this program's /proc, or its network namespace.",
                error);
        }
    }

    /// <summary>Sends the files of a job.</summary>
    /// <param name="job">Its number.</param>
    /// <param name="files">At most two.</param>
    /// <exception cref="IOException">The other side has ended.</exception>
    public void Send(int job, params ReadOnlySpan<SafeHandle> files)
    {
        Span<byte> control = stackalloc byte[ControlHeader + (MostFiles * sizeof(int))];
        MemoryMarshal.Write(control, (nuint)(ControlHeader + (files.Length * sizeof(int))));
        MemoryMarshal.Write(control[8..], NativeMethods.SocketLevel);
        MemoryMarshal.Write(control[12..], NativeMethods.SocketRights);
        int held = 0;
        try
        {
            foreach (SafeHandle file in files)
            {
                bool isHeld = false;
                file.DangerousAddRef(ref isHeld);
                MemoryMarshal.Write(control[(ControlHeader + (held++ * sizeof(int)))..], (int)file.DangerousGetHandle());
            }

            fixed (byte* header = control)
            {
                var buffer = new NativeMethods.IoBuffer { Start = &job, Length = sizeof(int) };
                var message = new NativeMethods.SocketMessage { Buffers = &buffer, BufferCount = 1, Control = header, ControlLength = (nuint)control.Length };
                nint sent;
                do
                {
                    sent = NativeMethods.SendMessage(_socket.SafeHandle, message, NativeMethods.MessageNoSignal);
                }
                while (sent < 0 && SystemError.Last == SystemError.Interrupted);
                if (sent < 0)
                {
                    throw SystemError.Exception("A worker process cannot be given files");
                }
            }
        }
        finally
        {
            for (int i = 0; i < held; i++)
            {
                files[i].DangerousRelease();
            }
        }
    }

    /// <summary>Receives the files of a job. Those of jobs before it, which were given up, are closed.</summary>
    /// <param name="job">Its number.</param>
    /// <returns>In the order in which they were sent.</returns>
    /// <exception cref="IOException">The parent has ended, or is another user.</exception>
    public SafeFileHandle[] Receive(int job)
    {
        _connection ??= Accept();
        while (true)
        {
            SafeFileHandle[] files = Receive(_connection, out int number);
            if (number == job)
            {
                return files;
            }

            Array.ForEach(files, static file => file.Dispose());
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _connection?.Dispose();
    }

    private static Socket NewSocket() => new(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified);

    private static SafeFileHandle[] Receive(Socket socket, out int job)
    {
        Span<byte> control = stackalloc byte[ControlHeader + (MostFiles * sizeof(int))];
        int number = 0;
        nint received;
        int length;
        int flags;
        fixed (byte* header = control)
        {
            var buffer = new NativeMethods.IoBuffer { Start = &number, Length = sizeof(int) };
            var message = new NativeMethods.SocketMessage { Buffers = &buffer, BufferCount = 1, Control = header, ControlLength = (nuint)control.Length };
            do
            {
                received = NativeMethods.ReceiveMessage(socket.SafeHandle, ref message, NativeMethods.MessageCloseOnExec);
            }
            while (received < 0 && SystemError.Last == SystemError.Interrupted);
            length = (int)message.ControlLength;
            flags = (int)message.Flags;
        }

        // Whatever came is taken, so that it is closed if something is wrong.
        int count = length < ControlHeader ? 0 : Math.Max(0, (int)(MemoryMarshal.Read<nuint>(control) - ControlHeader) / sizeof(int));
        var files = new SafeFileHandle[count];
        for (int i = 0; i < count; i++)
        {
            files[i] = new SafeFileHandle(MemoryMarshal.Read<int>(control[(ControlHeader + (i * sizeof(int)))..]), ownsHandle: true);
        }

        job = number;
        if (received == sizeof(int) && (flags & NativeMethods.MessageCutShort) == 0)
        {
            return files;
        }

        Exception failure = received < 0 ? SystemError.Exception("The parent's files cannot be received")
            : new IOException(received == 0 ? "The parent has ended." : "The parent's files were not received: this process has too many open.");
        Array.ForEach(files, static file => file.Dispose());
        throw failure;
    }

    private Socket Accept()
    {
        try
        {
            Socket connection = _socket.Accept();
            if (StreamAddress.IsTrusted(connection))
            {
                return connection;
            }

            connection.Dispose();
            throw new IOException("Another user connected in place of the parent.");
        }
        catch (SocketException error)
        {
            throw new IOException($"The parent's files cannot be received: {error.Message}", error);
        }
    }
}
