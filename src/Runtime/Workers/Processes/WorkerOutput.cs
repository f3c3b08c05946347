using System.Diagnostics;
using System.Text;

namespace SchemaToolkit;

/// <summary>The lines that a worker process writes to its parent, read by one thread.</summary>
internal sealed class WorkerOutput(Process process, Stream stream) : IDisposable
{
    private const int StepMilliseconds = 100;

    /// <summary>More than an ended process can have left in its pipe.</summary>
    private const int MostLeft = 1 << 20;

    private readonly WorkerPipe _pipe = new(stream);
    private byte[] _bytes = new byte[4096];
    private int _start;
    private int _end;
    private int _left;
    private volatile bool _isGivenUp;

    /// <summary>Waits no longer.</summary>
    public void GiveUp() => _isGivenUp = true;

    /// <summary>Reads no more.</summary>
    public void Dispose() => _pipe.Dispose();

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
            int count = WaitForBytes(out bool hasEnded) ? _pipe.Read(_bytes.AsSpan(_end)) : 0;
            if (count == 0)
            {
                return searched > 0 ? Take(searched, 0) : null;
            }

            _end += count;
            _left += hasEnded ? count : 0;
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
    private bool WaitForBytes(out bool hasEnded)
    {
        hasEnded = false;
        while (!_isGivenUp)
        {
            hasEnded = process.HasExited;
            bool canRead = _pipe.WaitForInput(hasEnded ? WorkerPipe.MillisecondsToSee : StepMilliseconds);
            if (hasEnded && (!canRead || _left > MostLeft))
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
