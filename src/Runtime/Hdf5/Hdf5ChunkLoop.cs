using System.Runtime.ExceptionServices;

namespace SchemaToolkit;

/// <summary>Goes over chunks on all processors, beginning them in order. The first failure ends the loop and is thrown.</summary>
/// <param name="chunks">The number of chunks.</param>
internal sealed class Hdf5ChunkLoop(long chunks)
{
    private readonly object _turns = new();
    private long _next;
    private long _turn;
    private volatile Exception? _failure;

    /// <summary>Calls <paramref name="newWorker"/> once a thread, and what it gives once a chunk.</summary>
    public void Run(Func<Action<long>> newWorker)
    {
        int workers = (int)Math.Min(Environment.ProcessorCount, chunks);
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, _ => Work(newWorker));
        if (_failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Does something when all chunks before this one have done it.</summary>
    public void InTurn(long chunk, Action action)
    {
        lock (_turns)
        {
            while (_turn != chunk && _failure is null)
            {
                Monitor.Wait(_turns);
            }
        }

        if (_failure is null)
        {
            action();
            lock (_turns)
            {
                _turn = chunk + 1;
                Monitor.PulseAll(_turns);
            }
        }
    }

    private void Work(Func<Action<long>> newWorker)
    {
        try
        {
            Action<long> worker = newWorker();
            for (long chunk; _failure is null && (chunk = Interlocked.Increment(ref _next) - 1) < chunks;)
            {
                worker(chunk);
            }
        }
        catch (Exception failure)
        {
            lock (_turns)
            {
                _failure ??= failure;
                Monitor.PulseAll(_turns);
            }
        }
    }
}
