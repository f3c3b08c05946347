using System.Globalization;

namespace SchemaToolkit;

/// <summary>How much memory there is for results: what the machine and the control groups of this process leave.</summary>
internal static class MemoryBudget
{
    private const string ControlGroups = "/sys/fs/cgroup";

    /// <summary>Half of the bytes available now.</summary>
    public static long Default()
    {
        // The runtime knows the limit of the container, of either version of control groups, but not what is in use.
        long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        available = Math.Min(available, OfMachine());
        available = Math.Min(available, OfControlGroups());
        return Math.Max(available / 2, 1);
    }

    private static long OfMachine()
        => Lines("/proc/meminfo").Select(
            static line => Value(line, "MemAvailable:")).FirstOrDefault(static kilobytes => kilobytes is not null) * 1024 ?? long.MaxValue;

    /// <summary>What the tightest of the groups around this process leaves; page cache counts as free.</summary>
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
                long cache = Lines(Path.Combine(directory, "memory.stat")).Select(
                    static line => Value(line, "inactive_file ")).FirstOrDefault(static bytes => bytes is not null) ?? 0;
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
