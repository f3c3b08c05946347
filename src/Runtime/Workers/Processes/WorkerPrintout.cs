using System.Text;

namespace SchemaToolkit;

/// <summary>What a worker process prints. A thread passes it on to the standard error of this program as it comes, and keeps
/// the end of it for the exception that reports the worker's death.</summary>
internal sealed class WorkerPrintout
{
    private const int Kept = 4096;
    private const int Lines = 10;

    /// <summary>The time to read what an ended process has left in its pipe. A child that it left may keep that open.</summary>
    private static readonly TimeSpan _timeToRead = TimeSpan.FromSeconds(0.5);

    private readonly CountdownEvent _going;
    private readonly byte[] _last = new byte[Kept];
    private int _length;

    /// <param name="sources">Where it prints.</param>
    public WorkerPrintout(params Stream[] sources)
    {
        _going = new CountdownEvent(sources.Length);
        foreach (Stream source in sources)
        {
            new Thread(() => PassOn(source)) { IsBackground = true, Name = "SchemaToolkit worker printout" }.Start();
        }
    }

    /// <summary>Forgets what was printed so far: it was printed by an earlier job.</summary>
    public void Forget()
    {
        lock (_last)
        {
            _length = 0;
        }
    }

    /// <summary>The last lines of a process that has ended, each after a line end; empty if it printed none.</summary>
    public string LastLines()
    {
        _going.Wait(_timeToRead);
        string text;
        lock (_last)
        {
            text = Encoding.UTF8.GetString(_last, 0, _length);
        }

        return string.Join('\n', text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(Lines));
    }

    private void PassOn(Stream source)
    {
        try
        {
            using var pipe = new WorkerPipe(source);
            using Stream target = Console.OpenStandardError();
            Span<byte> bytes = stackalloc byte[Kept];
            int count;
            while ((count = pipe.Read(bytes)) > 0)
            {
                Keep(bytes[..count]);
                PassOn(target, bytes[..count]);
            }
        }
        catch (IOException)
        {
            // It cannot be read any more.
        }
        finally
        {
            source.Dispose();
            _going.Signal();
        }
    }

    private static void PassOn(Stream target, ReadOnlySpan<byte> bytes)
    {
        try
        {
            target.Write(bytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Nobody reads what this program prints; what the worker prints must still be read, or it waits.
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (_last)
        {
            int old = Math.Min(_length, Kept - bytes.Length);
            _last.AsSpan(_length - old, old).CopyTo(_last);
            bytes.CopyTo(_last.AsSpan(old));
            _length = old + bytes.Length;
        }
    }
}
