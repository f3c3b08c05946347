using System.Net.Sockets;

namespace SchemaToolkit;

/// <summary>Waits for the reader of a stream, at its <see cref="StreamAddress"/>. The name is taken until it is disposed.</summary>
internal sealed class StreamListener : IDisposable
{
    private const int Waiting = 16;

    /// <summary>So long at most does somebody have the lock who only looks whether the writer is alive.</summary>
    private static readonly TimeSpan _moment = TimeSpan.FromSeconds(0.2);

    private readonly CancellationTokenSource _end = new();
    private readonly Socket _socket;
    private readonly LockFile? _owner;
    private readonly string? _file;

    /// <exception cref="SegmentExistsException">The writer of a stream of this name is alive.</exception>
    public StreamListener(SegmentName name)
    {
        _file = StreamAddress.FileOf(name);
        if (_file is not null)
        {
            // The kernel keeps the file of a socket whose process was killed; the lock says whether it was.
            PortableSegments.MakeDirectory();
            _owner = LockFile.TryTake(_file + PortableSegmentFile.OwnerSuffix, _moment) ?? throw Taken(name);
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
    public Socket? Accept()
    {
        try
        {
            while (true)
            {
                Socket socket = Next();
                if (StreamAddress.IsTrusted(socket))
                {
                    TurnAway();
                    return socket;
                }

                socket.Dispose();
            }
        }
        catch (SocketException) when (_end.IsCancellationRequested)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Ends the wait.</summary>
    public void End()
    {
        _end.Cancel();
        ShutDown();
    }

    public void Dispose()
    {
        _socket?.Dispose();
        if (_file is not null)
        {
            PortableFiles.TryDelete(_file);
        }

        _owner?.Dispose();
        _end.Dispose();
    }

    private static SegmentExistsException Taken(SegmentName name)
        => new($"The name '{name.Text}' is in use: the writer of a stream of this name is alive. Dispose it, or choose another name.");

    // In Linux, to shut the socket down ends the wait, which so needs no thread of the pool.
    private Socket Next() => _file is null ? _socket.Accept() : _socket.AcceptAsync(_end.Token).AsTask().GetAwaiter().GetResult();

    // From now on nobody can connect, but the socket keeps its name.
    private void ShutDown()
    {
        try
        {
            if (_file is null)
            {
                _socket.Shutdown(SocketShutdown.Both);
            }
        }
        catch (SocketException)
        {
            // It is.
        }
    }

    private void TurnAway()
    {
        ShutDown();
        try
        {
            if (_file is not null)
            {
                PortableFiles.TryDelete(_file); // The lock keeps the name.
            }

            // A socket that was shut down always has something to read, and nobody to accept.
            _socket.Blocking = false;
            while (_socket.Poll(0, SelectMode.SelectRead))
            {
                _socket.Accept().Dispose();
            }
        }
        catch (SocketException)
        {
            // Nobody waits.
        }

        if (_file is not null)
        {
            _socket.Dispose(); // Who connected in this instant sees the end of the connection.
        }
    }
}
