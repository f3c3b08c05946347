using System.Globalization;

namespace SchemaToolkit.Tests.Support;

/// <summary>A control group with a limit of memory; it ends with its processes.</summary>
internal sealed class MemoryGroup : IDisposable
{
    private const string Version1 = "/sys/fs/cgroup/memory";
    private const string Version2 = "/sys/fs/cgroup";

    private readonly string _path;
    private readonly bool _isFirst;

    private MemoryGroup(string path, bool isFirst, long limit)
    {
        _path = path;
        _isFirst = isFirst;
        Directory.CreateDirectory(path);
        try
        {
            File.WriteAllText(Path.Combine(path, isFirst ? "memory.limit_in_bytes" : "memory.max"), limit.ToString(CultureInfo.InvariantCulture));
        }
        catch
        {
            Directory.Delete(path);
            throw;
        }
    }

    /// <summary>Why none can be made; <see langword="null"/> if one can.</summary>
    public static string? WhyNot { get; } = Try();

    /// <summary>The bytes of shared memory that processes of the group have made and not freed.</summary>
    public long Shared
        => long.Parse(
            File.ReadLines(Path.Combine(_path, "memory.stat")).Single(static line => line.StartsWith("shmem ", StringComparison.Ordinal)).Split(' ')[1],
            CultureInfo.InvariantCulture);

    /// <summary>A command of the shell that puts its process into the group.</summary>
    public string Enter => $"echo $$ > {_path}/cgroup.procs";

    /// <summary>Makes one.</summary>
    public static MemoryGroup Create(long limit)
    {
        bool isFirst = Directory.Exists(Version1);
        return new MemoryGroup(Path.Combine(isFirst ? Version1 : Version2, $"schematoolkit-{Guid.NewGuid():N}"), isFirst, limit);
    }

    public void Dispose() => Directory.Delete(_path);

    private static string? Try()
    {
        try
        {
            using MemoryGroup group = Create(1 << 30);
            return File.Exists(Path.Combine(group._path, group._isFirst ? "memory.limit_in_bytes" : "memory.max")) ? null : "control groups have no memory here";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"no control group can be made here: {e.Message}";
        }
    }
}

/// <summary>A test that limits memory by a control group; skipped, saying so, where none can be made.</summary>
internal sealed class MemoryGroupFactAttribute : FactAttribute
{
    public MemoryGroupFactAttribute() => Skip = MemoryGroup.WhyNot;
}
