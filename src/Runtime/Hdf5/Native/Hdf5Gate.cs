using System.Collections.Concurrent;

namespace SchemaToolkit;

/// <summary>
/// The one lock of the process around every sequence of calls into libhdf5. Not every build of it is thread-safe, and a
/// thread-safe build protects only single calls, not a failing call together with the query for its error.
/// </summary>
internal static class Hdf5Gate
{
    private static readonly Lock _lock = new();
    private static readonly ConcurrentQueue<long> _abandoned = new();

    [ThreadStatic]
    private static bool _isSilenced;

    /// <summary>Whether the calling thread may call libhdf5.</summary>
    public static bool IsHeld => _lock.IsHeldByCurrentThread;

    /// <summary>Loads the library if needed and waits for the lock.</summary>
    /// <returns>The lock; the caller disposes it.</returns>
    /// <exception cref="Hdf5NotFoundException">libhdf5 is not installed.</exception>
    public static Lock.Scope Enter()
    {
        Hdf5Library.Load();
        Lock.Scope scope = _lock.EnterScope();
        try
        {
            if (!_isSilenced)
            {
                H5E.Silence();
                _isSilenced = true;
            }

            while (_abandoned.TryDequeue(out long id))
            {
                _ = H5I.DecRef(id);
            }

            return scope;
        }
        catch
        {
            scope.Dispose();
            throw;
        }
    }

    /// <summary>Leaves an object to be closed by the next thread that enters.</summary>
    public static void CloseLater(long id) => _abandoned.Enqueue(id);
}
