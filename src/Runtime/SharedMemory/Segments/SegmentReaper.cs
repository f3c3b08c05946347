namespace SchemaToolkit;

/// <summary>Removes this user's segments that nobody holds: what killed processes have left.</summary>
internal static class SegmentReaper
{
    /// <summary>So many segments are looked at as often as segments are used.</summary>
    private const int Few = 64;

    /// <summary>Milliseconds in which segments that are only opened cause no second look: to open one is as fast as to look at a
    /// directory.</summary>
    private const int Pause = 20;

    private static long _next;
    private static long _last = -Pause;

    /// <summary>Removes them now.</summary>
    /// <returns>How many.</returns>
    public static int Run()
    {
        int removed = Portable.IsOn
            ? PortableSegmentFile.Reap(SegmentName.DirectoryOf(SegmentName.CurrentUser), isFolder: false, out int seen)
            : Reap(out seen);

        // To look at one takes a hundredth of a millisecond, so this takes a hundredth of the time.
        long now = Environment.TickCount64;
        Volatile.Write(ref _last, now);
        Volatile.Write(ref _next, now + Math.Max(0, seen - Few));
        return removed;
    }

    /// <summary>Removes them, unless this process has just looked.</summary>
    public static void RunRarely()
    {
        if (Environment.TickCount64 - Volatile.Read(ref _last) >= Pause)
        {
            RunSometimes();
        }
    }

    /// <summary>Removes them, unless this process has just looked at many. Does nothing if that is not possible now.</summary>
    /// <param name="name">A segment of the directory to look at.</param>
    public static void RunSometimes(SegmentName name = default)
    {
        try
        {
            if (name.Folder is { } path && Portable.IsOn)
            {
                PortableSegmentFile.Reap(path, isFolder: true, out _);
            }
            else if (name.Folder is not null)
            {
                using SegmentDirectory? folder = SegmentDirectory.Open(name);
                folder?.Reap(out _);
            }
            else if (Environment.TickCount64 >= Volatile.Read(ref _next))
            {
                Run();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next program removes them. What this program wants to do may still work.
        }
    }

    private static int Reap(out int seen)
    {
        using SegmentDirectory? directory = SegmentDirectory.Open(NativeMethods.EffectiveUser());
        seen = 0;
        return directory?.Reap(out seen) ?? 0;
    }
}
