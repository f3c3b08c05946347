namespace SchemaToolkit;

/// <summary>Lets a thread that must wait for asynchronous code run that code. What follows an await is posted here, so it needs
/// neither a pool thread nor another thread that may be waiting itself. Code with <c>ConfigureAwait(false)</c> still continues
/// on the thread that completed it.</summary>
internal sealed class WaitingContext : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = [];
    private TaskCompletionSource _more = new();
    private bool _isOver;

    private WaitingContext()
    {
    }

    /// <summary>Calls asynchronous code and waits for its result.</summary>
    public static TResult Run<TResult>(Func<ValueTask<TResult>> call)
    {
        SynchronizationContext? before = Current;
        var context = new WaitingContext();
        SetSynchronizationContext(context);
        try
        {
            Task<TResult> task = call().AsTask();
            while (!task.IsCompleted)
            {
                if (context.TryTake(out (SendOrPostCallback Callback, object? State) posted))
                {
                    posted.Callback(posted.State);
                }
                else
                {
                    Task.WaitAny(task, context._more.Task);
                }
            }

            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
            context.Close();
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_posted)
        {
            if (!_isOver)
            {
                _posted.Enqueue((d, state));
                _more.TrySetResult();
                return;
            }
        }

        base.Post(d, state);
    }

    public override SynchronizationContext CreateCopy() => this;

    private bool TryTake(out (SendOrPostCallback Callback, object? State) posted)
    {
        lock (_posted)
        {
            if (_posted.TryDequeue(out posted))
            {
                return true;
            }

            if (_more.Task.IsCompleted)
            {
                _more = new TaskCompletionSource();
            }

            return false;
        }
    }

    // Callbacks that nobody waits for run in the pool.
    private void Close()
    {
        lock (_posted)
        {
            _isOver = true;
            foreach ((SendOrPostCallback callback, object? state) in _posted)
            {
                base.Post(callback, state);
            }
        }
    }
}
