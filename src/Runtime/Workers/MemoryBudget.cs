using System.Globalization;

namespace SchemaToolkit;

/// <summary>The memory that results may use: what the machine and the control groups of this process have left.</summary>
internal static class MemoryBudget
{
    private const string ControlGroups = "/sys/fs/cgroup";

    /// <summary>Half of the bytes available now.</summary>
    public static long Default()
    {
        // The runtime knows the container's limit, for both versions of control groups, but not how much is in use.
        long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        available = Math.Min(available, OfMachine());
        available = Math.Min(available, OfControlGroups());
        return Math.Max(available / 2, 1);
    }

    private static long OfMachine()
        => FirstValue("/proc/meminfo", "MemAvailable:") * 1024 ?? long.MaxValue;

    /// <summary>The least that any group around this process has left; page cache counts as free.</summary>
    private static long OfControlGroups()
    {
        long available = long.MaxValue;
        const string version2 = "0::/";
        string? group = Lines("/proc/self/cgroup").FirstOrDefault(
            static line => line.StartsWith(version2, StringComparison.Ordinal))?[version2.Length..];
        while (group is not null)
        {
            string directory = Path.Combine(ControlGroups, group);
            if (Number(Path.Combine(directory, "memory.max")) is { } limit && Number(Path.Combine(directory, "memory.current")) is { } used)
            {
                long cache = FirstValue(Path.Combine(directory, "memory.stat"), "inactive_file ") ?? 0;
                available = Math.Min(available, Math.Max(limit - used + cache, 0));
            }

            group = Path.GetDirectoryName(group);
        }

        return available;
    }

    private static long? Number(string path)
        => Lines(path) is [string text] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : null;

    private static long? FirstValue(string path, string name)
    {
        foreach (string line in Lines(path))
        {
            if (Value(line, name) is { } value)
            {
                return value;
            }
        }

        return null;
    }

    private static long? Value(string line, string name)
        => line.StartsWith(name, StringComparison.Ordinal)
            && long.TryParse(
                line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out long value) ? value : null;

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
