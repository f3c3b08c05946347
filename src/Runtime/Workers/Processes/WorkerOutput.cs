using System.Diagnostics;
using System.Text;

namespace SchemaToolkit;

/// <summary>The lines that a worker process writes to its parent, read by one thread.</summary>
internal sealed class WorkerOutput(Process process, Stream stream)
{
    private const int StepMilliseconds = 100;

    /// <summary>The time to read what an ended process has left in its pipe.</summary>
    private const int MillisecondsToRead = 500;

    private readonly WorkerPipe _pipe = new(stream);
    private byte[] _bytes = new byte[4096];
    private int _start;
    private int _end;
    private long? _endedAt;
    private volatile bool _isGivenUp;

    /// <summary>Waits no longer.</summary>
    public void GiveUp() => _isGivenUp = true;

    /// <summary>Waits for the next line; <see langword="null"/> when there can be none.</summary>
    public string? ReadLine()
    {
        int searched = 0;
        while (true)
        {
            int length = _bytes.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                return Take(searched + length, 1);
            }

            searched = _end - _start;
            MakeRoom();
            int count = WaitForBytes() ? _pipe.Read(_bytes.AsSpan(_end)) : 0;
            if (count == 0)
            {
                return searched > 0 ? Take(searched, 0) : null;
            }

            _end += count;
        }
    }

    private string Take(int length, int ending)
    {
        string line = Encoding.UTF8.GetString(_bytes, _start, length);
        _start += length + ending;
        return line.EndsWith('\r') ? line[..^1] : line;
    }

    private void MakeRoom()
    {
        byte[] from = _bytes;
        if (_end - _start > _bytes.Length / 2)
        {
            _bytes = new byte[2 * _bytes.Length];
        }

        from.AsSpan(_start, _end - _start).CopyTo(_bytes);
        _end -= _start;
        _start = 0;
    }

    /// <summary>Waits until bytes or the end of the pipe can be read. A child that the process left may have inherited the
    /// pipe, which then does not end; so the end of the process ends the waiting too.</summary>
    private bool WaitForBytes()
    {
        while (!_isGivenUp)
        {
            bool hasEnded = process.HasExited;
            bool canRead = _pipe.WaitForInput(hasEnded ? 0 : StepMilliseconds);
            if (hasEnded && (!canRead || Environment.TickCount64 - (_endedAt ??= Environment.TickCount64) > MillisecondsToRead))
            {
                return false;
            }

            if (canRead)
            {
                return true;
            }
        }

        return false;
    }
}
