namespace SchemaToolkit;

/// <summary>What results may use: memory and descriptors.</summary>
internal static class MemoryBudget
{
    private const int KiB = 1024;

    /// <summary>Half of the bytes that the machine and the control groups of this process have left.</summary>
    public static long Default()
    {
        // The runtime knows the limits, but not how much is in use.
        long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        available = Math.Min(available, ProcFile.Value("/proc/meminfo", "MemAvailable:") * KiB ?? long.MaxValue);
        available = Math.Min(available, new ControlGroups().Available());
        return Math.Max(available / 2, 1);
    }

    /// <summary>The bytes of whole pages that so many bytes take.</summary>
    public static long Pages(long bytes)
    {
        long page = Environment.SystemPageSize;
        return (bytes + page - 1) / page * page;
    }

    /// <summary>How many results may have a descriptor each: three quarters of those that this process may still open, less what
    /// workers take.</summary>
    public static int Descriptors(int workers)
    {
        const int OfWorker = 8;
        long most = ProcFile.Value("/proc/self/limits", "Max open files") ?? int.MaxValue;
        long open = Directory.Exists("/proc/self/fd") ? Directory.EnumerateFileSystemEntries("/proc/self/fd").LongCount() : 0;
        return (int)Math.Clamp(((most - open) / 4 * 3) - ((long)OfWorker * workers), 1, int.MaxValue);
    }
}
