using System.Net.Sockets;
using System.Text.Json;

namespace SchemaToolkit;

/// <summary>A connection between the sides of a stream. One thread reads at a time, one writes.</summary>
internal sealed class StreamConnection(Socket socket) : IDisposable
{
    /// <summary>More than any message has: a dtype may be long.</summary>
    private const int MaxLine = 1 << 21;

    private readonly Lock _sending = new();
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    /// <summary>How long <see cref="Read"/> waits; 0 for ever.</summary>
    public int TimeoutMilliseconds
    {
        set => socket.ReceiveTimeout = value;
    }

    /// <summary>Sends a message.</summary>
    /// <returns>Whether the other side can still get it.</returns>
    public bool TrySend(StreamMessage message)
    {
        try
        {
            lock (_sending)
            {
                socket.Send(message.ToLine());
            }

            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>The next message; <see langword="null"/> when the other side has closed the connection.</summary>
    /// <exception cref="SocketException">The other side has ended, or the time is over.</exception>
    /// <exception cref="JsonException">This is no message.</exception>
    public StreamMessage? Read()
    {
        while (true)
        {
            if (TryTake(out StreamMessage? message))
            {
                return message;
            }

            int received = socket.Receive(_buffer.AsSpan(_end));
            if (received == 0)
            {
                return null;
            }

            _end += received;
        }
    }

    /// <inheritdoc cref="Read"/>
    public async ValueTask<StreamMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryTake(out StreamMessage? message))
            {
                return message;
            }

            int received = await socket.ReceiveAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (received == 0)
            {
                return null;
            }

            _end += received;
        }
    }

    /// <summary>Says that nothing more comes, and wakes a thread that reads.</summary>
    public void End()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
    }

    public void Dispose() => socket.Dispose();

    // Makes room for more if there is no whole message.
    private bool TryTake(out StreamMessage? message)
    {
        int length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        if (length >= 0)
        {
            ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, length);
            _start += length + 1;
            message = StreamMessage.Parse(line);
            return true;
        }

        message = null;
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            if (_end >= MaxLine)
            {
                throw new JsonException($"a message of more than {MaxLine} bytes");
            }

            Array.Resize(ref _buffer, 2 * _end);
        }

        return false;
    }
}
