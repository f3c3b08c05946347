namespace SchemaToolkit;

/// <summary>The number of threads that may read a table. It can grow while they read.</summary>
internal sealed class ThreadShare
{
    private int _threads;

    /// <summary>The number; 0 until it has grown.</summary>
    public int Threads => Volatile.Read(ref _threads);

    /// <summary>Lets more threads read. Never takes one away.</summary>
    public void Grow(int threads)
    {
        int now = Threads;
        while (threads > now && Interlocked.CompareExchange(ref _threads, threads, now) != now)
        {
            now = Threads;
        }
    }
}
