using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// Has the system write a file to disk while it is still being made, so that little is left for the flush at its end. That flush
/// also tells of what failed before it: the system keeps an error of a file until somebody who has it open has heard of it.
/// </summary>
internal sealed class EarlyFlush : IDisposable
{
    // Often enough to keep a disk busy, seldom enough that a small file is done before.
    private const int Milliseconds = 50;
    private const uint StartWriting = 2;

    private readonly Lock _lock = new();
    private readonly SafeFileHandle _file;
    private readonly Timer _timer;
    private bool _isOver;

    public EarlyFlush(SafeFileHandle file)
    {
        _file = file;

        // Weak: a timer that runs would keep a file open for ever that was forgotten. Not with its first time: it could come before the
        // timer is known here.
        _timer = new Timer(Start, new WeakReference<EarlyFlush>(this), Timeout.Infinite, Timeout.Infinite);
        _timer.Change(Milliseconds, Timeout.Infinite);
    }

    /// <summary>Waits for a step that is under way.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            _timer.Dispose();
        }
    }

    private static void Start(object? flush)
    {
        if (((WeakReference<EarlyFlush>)flush!).TryGetTarget(out EarlyFlush? alive))
        {
            alive.Start();
        }
    }

    private void Start()
    {
        lock (_lock)
        {
            if (!_isOver)
            {
                // May wait for a disk that has more to write than it can take. Does nothing where there is no disk.
                _ = NativeMethods.StartFlush(_file, 0, 0, StartWriting);
                _timer.Change(Milliseconds, Timeout.Infinite);
            }
        }
    }
}
