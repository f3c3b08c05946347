using System.Globalization;

namespace SchemaToolkit;

/// <summary>The limits of memory of the control groups (a container, a service) that a process is in, of version 1 or 2.</summary>
/// <param name="process">The process's folder in <c>/proc</c>.</param>
internal sealed class ControlGroups(string process = "/proc/self")
{
    private const string Version2 = "cgroup2";
    private const string Version1 = "cgroup";
    private const string Memory = "memory";

    /// <summary>The least that any group around the process has left; page cache counts as free. Far more than there is, without a
    /// limit.</summary>
    public long Available()
    {
        long available = long.MaxValue;
        foreach ((string root, string mount, bool isFirst) in Mounts())
        {
            for (string? group = Path(isFirst, root); group is not null; group = System.IO.Path.GetDirectoryName(group))
            {
                available = Math.Min(available, Left(System.IO.Path.Join(mount, group), isFirst) ?? long.MaxValue);
            }
        }

        return available;
    }

    private static long? Left(string group, bool isFirst)
    {
        (string limit, string used, string cache) = isFirst
            ? ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file ")
            : ("memory.max", "memory.current", "inactive_file ");
        return ProcFile.Number(System.IO.Path.Combine(group, limit)) is { } most
            && ProcFile.Number(System.IO.Path.Combine(group, used)) is { } now
            ? Math.Max(most - now + (ProcFile.Value(System.IO.Path.Combine(group, "memory.stat"), cache) ?? 0), 0)
            : null;
    }

    /// <summary>Where the groups with limits of memory are mounted: id parent device root mount options … - type source options.</summary>
    private IEnumerable<(string Root, string Mount, bool IsFirst)> Mounts()
    {
        foreach (string line in ProcFile.Lines(System.IO.Path.Combine(process, "mountinfo")))
        {
            if (line.Split(" - ") is [var before, var after]
                && before.Split(' ') is [_, _, _, var root, var mount, ..]
                && after.Split(' ') is [var type, _, var options]
                && (type == Version2 || (type == Version1 && options.Split(',').Contains(Memory))))
            {
                yield return (root, mount, type == Version1);
            }
        }
    }

    /// <summary>The group of the process below a mount: number:controllers:path. What is mounted may begin at a group; a path outside
    /// it is of another container's view, and the mount itself is the group.</summary>
    private string? Path(bool isFirst, string root)
    {
        foreach (string line in ProcFile.Lines(System.IO.Path.Combine(process, Version1)))
        {
            if (line.Split(':', 3) is [var number, var controllers, var path]
                && (isFirst ? controllers.Split(',').Contains(Memory) : number == "0"))
            {
                string relative = System.IO.Path.GetRelativePath(root, path);
                return relative.StartsWith("..", StringComparison.Ordinal) ? "/" : System.IO.Path.GetFullPath(relative, "/");
            }
        }

        return null;
    }
}
