namespace StressProgram;

/// <summary>What the library holds at this moment: descriptors, mappings and threads.</summary>
internal static class Leaks
{
    /// <summary>Faults unless the process comes to hold nothing of the library's. A thread may take a moment to end.</summary>
    public static void Check(Run run)
    {
        List<string> held = Held(run.Folder);
        for (int i = 0; held.Count > 0 && i < 1000; i++)
        {
            Thread.Sleep(10);
            held = Held(run.Folder);
        }

        run.Check(held.Count == 0, $"{held.Count} still held at the end, such as {string.Join("; ", held.Take(5))}");
    }

    /// <summary>Whether a path is that of memory or files of the library or the run; the runtime has memory named <c>dotnet_ipc_created</c>
    /// and <c>doublemapper</c>.</summary>
    public static bool IsOurs(string path, string folder)
        => path.Contains(folder, StringComparison.Ordinal) || path.Contains("/dev/shm/", StringComparison.Ordinal)
        || (path.Contains("/memfd:", StringComparison.Ordinal) && !path.Contains("/memfd:do", StringComparison.Ordinal));

    /// <summary>What the descriptors of this process are open for.</summary>
    public static List<string> Descriptors()
        => [.. Directory.GetFileSystemEntries("/proc/self/fd").Select(static entry => new FileInfo(entry).LinkTarget).OfType<string>()];

    private static List<string> Held(string folder)
    {
        List<string> held = Descriptors().FindAll(target => IsOurs(target, folder));

        // Of memory without a file, only that of records is advised to be of huge pages.
        string mapping = "";
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            if (char.IsAsciiHexDigitLower(line[0]))
            {
                mapping = line;
                if (IsOurs(line, folder))
                {
                    held.Add($"mapping {line}");
                }
            }
            else if (line.StartsWith("VmFlags:", StringComparison.Ordinal) && line.Contains(" hg", StringComparison.Ordinal))
            {
                held.Add($"records at {mapping}");
            }
        }

        // Besides the first there are only the runtime's own, which are named .NET and what they do.
        foreach (string thread in Directory.GetDirectories("/proc/self/task").Where(static thread => Path.GetFileName(thread) != $"{Environment.ProcessId}"))
        {
            try
            {
                string name = File.ReadAllText($"{thread}/comm").TrimEnd();
                if (!name.StartsWith(".NET", StringComparison.Ordinal))
                {
                    held.Add($"thread {name}");
                }
            }
            catch (IOException)
            {
                // It has ended.
            }
        }

        return held;
    }
}
