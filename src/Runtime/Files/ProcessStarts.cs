namespace SchemaToolkit;

/// <summary>
/// Keeps this library from starting a process while a file is open that the process must not inherit. .NET and this library
/// open files with the flag that prevents inheriting. libhdf5 opens them without it, and the flag is set a moment later: in
/// between, this lock is held. Processes that a program starts by itself do not use the lock.
/// </summary>
internal static class ProcessStarts
{
    private static readonly Lock _lock = new();

    /// <summary>Waits for the lock.</summary>
    /// <returns>The lock; the caller disposes it.</returns>
    public static Lock.Scope Pause() => _lock.EnterScope();
}
