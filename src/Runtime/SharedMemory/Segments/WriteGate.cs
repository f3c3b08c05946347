namespace SchemaToolkit;

/// <summary>Lets any threads write until it is closed.</summary>
internal sealed class WriteGate
{
    private const int Closed = int.MinValue / 2;

    // Writes that are going on, and a large number less once it is closed.
    private int _writes;

    /// <summary>Begins a write, which ends by <see cref="Exit"/>, also if this throws.</summary>
    /// <exception cref="ObjectDisposedException">The gate is closed.</exception>
    public void Enter() => ObjectDisposedException.ThrowIf(Interlocked.Increment(ref _writes) < 0, this);

    /// <summary>Ends a write.</summary>
    public void Exit() => Interlocked.Decrement(ref _writes);

    /// <summary>Waits for the writes that are going on: after it, nothing is written any more.</summary>
    public void Close()
    {
        Interlocked.Add(ref _writes, Closed);
        var wait = default(SpinWait);
        while (Volatile.Read(ref _writes) % Closed != 0)
        {
            wait.SpinOnce();
        }
    }
}
