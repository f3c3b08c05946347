namespace SchemaToolkit;

/// <summary>
/// The lock between starting a process and opening what it must not inherit. Whatever .NET and this library open has the flag
/// that keeps it from other programs from the start. libhdf5 opens files without it, and they get it a moment later: no
/// process of this library is started in between. Those that a program starts by itself know nothing of the lock.
/// </summary>
internal static class ProcessStarts
{
    private static readonly Lock _lock = new();

    /// <summary>Waits for the lock.</summary>
    /// <returns>The lock, to be disposed of.</returns>
    public static Lock.Scope Pause() => _lock.EnterScope();
}
