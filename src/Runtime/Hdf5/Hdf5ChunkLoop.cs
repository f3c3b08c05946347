using System.Runtime.ExceptionServices;

namespace SchemaToolkit;

/// <summary>Processes chunks on all processors, starting them in order. The first failure ends the loop and is thrown.
/// Threads of the pool help. Unlike Parallel.For, the caller does not wait for helpers that have not started: the pool may
/// have no free thread until the caller is done.</summary>
/// <param name="chunks">The number of chunks.</param>
/// <param name="ahead">How many may wait for an earlier one; more would only take memory.</param>
internal sealed class Hdf5ChunkLoop(long chunks, int ahead = 1) : IThreadPoolWorkItem
{
    private readonly object _turns = new();
    private readonly Dictionary<long, Action> _waiting = [];
    private bool _isTaken;
    private long _next;
    private long _turn;
    private int _helpers;
    private Func<Action<long>>? _newWorker;
    private volatile Exception? _failure;

    /// <summary>Calls <paramref name="newWorker"/> once per thread, and the worker that it returns once per chunk.</summary>
    public void Run(Func<Action<long>> newWorker)
    {
        _newWorker = newWorker;
        try
        {
            for (long workers = Math.Min(Environment.ProcessorCount, chunks); workers > 1; workers--)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
            }

            Work(newWorker);
        }
        finally
        {
            AwaitHelpers();
        }

        if (_failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Called by the pool.</summary>
    public void Execute()
    {
        Func<Action<long>>? newWorker;
        lock (_turns)
        {
            newWorker = _newWorker;
            _helpers += newWorker is null ? 0 : 1;
        }

        if (newWorker is not null)
        {
            Work(newWorker);
            lock (_turns)
            {
                _helpers--;
                Monitor.PulseAll(_turns);
            }
        }
    }

    /// <summary>Runs an action after all earlier chunks have run theirs: at once, or later by the thread that runs the one before.
    /// Waits only if this chunk is far ahead.</summary>
    public void InTurn(long chunk, Action action)
    {
        lock (_turns)
        {
            while (chunk - _turn > ahead && _failure is null)
            {
                Monitor.Wait(_turns);
            }

            _waiting.Add(chunk, action);
            if (_isTaken)
            {
                return;
            }

            _isTaken = true;
        }

        // If an action fails, no other is run.
        while (TakeTurn() is { } next)
        {
            next();
            lock (_turns)
            {
                _turn++;
                Monitor.PulseAll(_turns);
            }
        }
    }

    private Action? TakeTurn()
    {
        lock (_turns)
        {
            _isTaken = _waiting.Remove(_turn, out Action? next) && _failure is null;
            return _isTaken ? next : null;
        }
    }

    private void AwaitHelpers()
    {
        lock (_turns)
        {
            _newWorker = null;
            while (_helpers > 0)
            {
                Monitor.Wait(_turns);
            }
        }
    }

    private void Work(Func<Action<long>> newWorker)
    {
        try
        {
            Action<long>? worker = null;
            for (long chunk; _failure is null && (chunk = Interlocked.Increment(ref _next) - 1) < chunks;)
            {
                worker ??= newWorker();
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
