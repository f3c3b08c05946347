using System.IO.Pipes;
using System.Text;

namespace SchemaToolkit;

/// <summary>Lines of text from a pipe, read by the thread that waits for them. An asynchronous read would wake two other threads
/// for every line, which takes longer than a small job.</summary>
internal sealed class PipeLines
{
    private const int PollMilliseconds = 100;

    private readonly PipeStream _pipe;
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly byte[] _bytes = new byte[4096];
    private readonly char[] _chars = new char[4097];
    private readonly StringBuilder _line = new();
    private int _next;
    private int _end;

    public PipeLines(PipeStream pipe) => _pipe = pipe;

    /// <summary>Waits for the next line.</summary>
    /// <param name="cancellationToken">Ends the wait; it is looked at several times a second.</param>
    /// <returns>The line without its end; <see langword="null"/> at the end of the pipe, or when the wait was ended.</returns>
    /// <exception cref="IOException">The pipe cannot be read.</exception>
    public string? Read(CancellationToken cancellationToken)
    {
        while (true)
        {
            int length = _chars.AsSpan(_next, _end - _next).IndexOf('\n');
            if (length >= 0)
            {
                _line.Append(_chars, _next, length);
                _next += length + 1;
                return Take();
            }

            _line.Append(_chars, _next, _end - _next);
            _next = _end = 0;
            if (!Wait(cancellationToken))
            {
                return null;
            }

            int read = _pipe.Read(_bytes);
            if (read == 0)
            {
                return _line.Length > 0 ? Take() : null;
            }

            _end = _decoder.GetChars(_bytes, 0, read, _chars, 0);
        }
    }

    private string Take()
    {
        string line = _line.ToString();
        _line.Clear();
        return line.EndsWith('\r') ? line[..^1] : line;
    }

    private bool Wait(CancellationToken cancellationToken)
    {
        bool isHeld = false;
        try
        {
            _pipe.SafePipeHandle.DangerousAddRef(ref isHeld);
            var wanted = new NativeMethods.PollDescriptor
            {
                Descriptor = (int)_pipe.SafePipeHandle.DangerousGetHandle(),
                Events = NativeMethods.PollIn,
            };
            while (!cancellationToken.IsCancellationRequested)
            {
                int ready = NativeMethods.Poll(ref wanted, 1, PollMilliseconds);
                if (ready > 0)
                {
                    return true;
                }

                if (ready < 0 && SystemError.Last != SystemError.Interrupted)
                {
                    throw SystemError.Exception("A worker's messages cannot be waited for");
                }
            }

            return false;
        }
        finally
        {
            if (isHeld)
            {
                _pipe.SafePipeHandle.DangerousRelease();
            }
        }
    }
}
