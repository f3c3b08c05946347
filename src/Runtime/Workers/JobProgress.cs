namespace SchemaToolkit;

/// <summary>Passes on how far a job has come, not too often. Any thread may call it.</summary>
internal sealed class JobProgress(Action<TextProgress> next) : IProgress<TextProgress>
{
    private const int Milliseconds = 100;

    private long _latest = Environment.TickCount64;

    public void Report(TextProgress value)
    {
        long latest = Volatile.Read(ref _latest);
        long now = Environment.TickCount64;
        if (now - latest >= Milliseconds && Interlocked.CompareExchange(ref _latest, now, latest) == latest)
        {
            next(value);
        }
    }
}
