using System.Net.Sockets;

namespace SchemaToolkit;

/// <summary>Waits for the reader of a stream, at its <see cref="StreamAddress"/>. The name is taken until it is disposed.</summary>
internal sealed class StreamListener : IDisposable
{
    private const int Waiting = 16;
    private const int StepMicroseconds = 50_000;

    private readonly Socket _socket;
    private readonly LockFile? _owner;
    private readonly string? _file;
    private volatile bool _hasEnded;

    /// <exception cref="SegmentExistsException">The writer of a stream of this name is alive.</exception>
    public StreamListener(SegmentName name)
    {
        _file = StreamAddress.FileOf(name);
        if (_file is not null)
        {
            // The kernel keeps the file of a socket whose process was killed; the lock says whether it was.
            PortableSegments.MakeDirectory();
            _owner = LockFile.TryTake(_file + PortableSegmentFile.OwnerSuffix, PortableSegmentFile.Moment) ?? throw Taken(name);
        }

        try
        {
            _socket = StreamAddress.NewSocket(name, "created");
            UnixDomainSocketEndPoint address = StreamAddress.Of(name);
            if (_file is not null)
            {
                File.Delete(_file);
            }

            _socket.Bind(address);
            _socket.Listen(Waiting);
        }
        catch (SocketException e)
        {
            Dispose();
            throw e.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? Taken(name)
                : StreamAddress.Failed(name, "created", e);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Waits for the one reader. Who has connected besides it is turned away, and who connects later is refused.</summary>
    /// <returns>The reader; <see langword="null"/> if <see cref="End"/> was called before.</returns>
    public Socket? Accept() => _file is null ? AcceptUntilShutDown() : AcceptStepwise();

    /// <summary>Ends the wait.</summary>
    public void End()
    {
        _hasEnded = true;
        if (_file is null)
        {
            ShutDown();
        }
    }

    public void Dispose()
    {
        _socket?.Dispose();
        if (_file is not null)
        {
            PortableFiles.TryDelete(_file);
        }

        _owner?.Dispose();
    }

    private static SegmentExistsException Taken(SegmentName name)
        => new($"The name '{name.Text}' is in use: the writer of a stream of this name is alive. Dispose it, or choose another name.");

    // On Linux: it ends the wait, and the socket keeps its name.
    private void ShutDown()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // It listens no more.
        }
    }

    private Socket? AcceptUntilShutDown()
    {
        Socket? reader = null;
        try
        {
            while (true)
            {
                Socket socket = _socket.Accept();
                if (reader is not null || !StreamAddress.IsTrusted(socket))
                {
                    socket.Dispose();
                    continue;
                }

                reader = socket;
                ShutDown();
            }
        }
        catch (SocketException) when (reader is not null || _hasEnded)
        {
            return reader;
        }
    }

    // Elsewhere nothing ends the wait for a connection, so it is a short one.
    private Socket? AcceptStepwise()
    {
        while (!_hasEnded)
        {
            if (TryAccept(StepMicroseconds) is { } reader)
            {
                PortableFiles.TryDelete(_file!); // The lock keeps the name.
                while (TryAccept(0) is { } another)
                {
                    another.Dispose();
                }

                _socket.Dispose(); // Who connected in this instant sees the end of the connection.
                return reader;
            }
        }

        return null;
    }

    private Socket? TryAccept(int microseconds)
    {
        try
        {
            return _socket.Poll(microseconds, SelectMode.SelectRead) ? _socket.Accept() : null;
        }
        catch (SocketException e) when (e.SocketErrorCode != SocketError.TooManyOpenSockets)
        {
            return null; // Who had connected has gone.
        }
    }
}
