using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>Finds the segments there are: the named ones of this user, and those without a name that its processes have
/// open.</summary>
internal static class SegmentList
{
    private const string Processes = "/proc";
    private const string LocksFile = "/proc/locks";
    private const string Memory = "/memfd:";

    public static SegmentInfo[] All() => [.. Named(), .. Anonymous()];

    private static IEnumerable<SegmentInfo> Named()
    {
        uint user = NativeMethods.EffectiveUser();
        Dictionary<FileKey, HashSet<int>> holders = ReadLocks();
        foreach (string fileName in SegmentDirectory.FileNames(user))
        {
            var name = new SegmentName(user, fileName);
            using SafeFileHandle file = NativeMethods.Open(
                name.Path,
                NativeMethods.OpenNoFollow | NativeMethods.OpenNonBlocking | NativeMethods.OpenCloseOnExec,
                0);
            if (!file.IsInvalid)
            {
                int attached = holders.GetValueOrDefault(FileKey.Of(file, name.Path))?.Count ?? 0;
                SegmentState state = SegmentLocks.HasOwner(file) ? SegmentState.Owned
                    : attached > 0 ? SegmentState.Held
                    : SegmentState.Abandoned;
                yield return Describe(file, name.Path, name.Path, state, attached) with { Name = name.Text };
            }
        }
    }

    private static IEnumerable<SegmentInfo> Anonymous()
    {
        Dictionary<FileKey, HashSet<int>> holders = [];
        Dictionary<FileKey, string> paths = [];
        foreach (string directory in Directory.EnumerateDirectories(Processes))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int process))
            {
                try
                {
                    AddOpen(directory, process, holders, paths);
                    AddMapped(directory, process, holders);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // It has ended, or belongs to another user.
                }
            }
        }

        foreach ((FileKey key, string path) in paths)
        {
            using SafeFileHandle file = Open(path);
            if (!file.IsInvalid && SegmentFormat.IsSegment(file, null, path) && FileKey.Of(file, path) == key)
            {
                SegmentInfo info = Describe(file, path, path, SegmentState.Owned, holders[key].Count);
                if (info.State != SegmentState.Damaged)
                {
                    yield return info with { Reference = new AnonymousReference(path, SegmentFormat.IdOf(file, path)).ToString() };
                }
            }
        }
    }

    private static void AddOpen(
        string directory,
        int process,
        Dictionary<FileKey, HashSet<int>> holders,
        Dictionary<FileKey, string> paths)
    {
        foreach (string path in Directory.EnumerateFiles(directory + "/fd"))
        {
            if (new FileInfo(path).LinkTarget?.StartsWith(Memory, StringComparison.Ordinal) == true)
            {
                using SafeFileHandle file = Open(path);
                if (!file.IsInvalid)
                {
                    var key = FileKey.Of(file, path);
                    paths.TryAdd(key, path);
                    Add(holders, key, process);
                }
            }
        }
    }

    // address perms offset device inode path
    private static void AddMapped(string directory, int process, Dictionary<FileKey, HashSet<int>> holders)
    {
        foreach (string line in File.ReadLines(directory + "/maps"))
        {
            if (line.Contains(Memory, StringComparison.Ordinal)
                && line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, var device, var number, ..]
                && FileKey.Parse($"{device}:{number}") is { } key)
            {
                Add(holders, key, process);
            }
        }
    }

    // number: FLOCK ADVISORY READ process device:inode start end
    private static Dictionary<FileKey, HashSet<int>> ReadLocks()
    {
        Dictionary<FileKey, HashSet<int>> holders = [];
        try
        {
            foreach (string line in File.ReadLines(LocksFile))
            {
                if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, "FLOCK", _, _, var process, var file, ..]
                    && int.TryParse(process, CultureInfo.InvariantCulture, out int id)
                    && FileKey.Parse(file) is { } key)
                {
                    Add(holders, key, id);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Some containers hide it.
        }

        return holders;
    }

    private static void Add(Dictionary<FileKey, HashSet<int>> holders, FileKey key, int process)
    {
        if (!holders.TryGetValue(key, out HashSet<int>? processes))
        {
            holders.Add(key, processes = []);
        }

        processes.Add(process);
    }

    private static SafeFileHandle Open(string path)
        => NativeMethods.Open(path, NativeMethods.OpenNonBlocking | NativeMethods.OpenCloseOnExec, 0);

    private static SegmentInfo Describe(SafeFileHandle file, string reference, string place, SegmentState state, int attached)
    {
        var info = new SegmentInfo { Reference = reference, AttachedCount = attached, State = state };
        try
        {
            (NpyHeader header, SegmentFooter footer, long size) = SegmentFormat.Read(file, null, SegmentAccess.Segment, place);
            return info with
            {
                NumpyDescr = header.Schema.NumpyDescr,
                Rows = header.Count,
                Bytes = size,
                CreatorId = footer.Creator,
                Created = footer.Created,
                IsWritable = footer.IsWritable,
            };
        }
        catch (Exception e) when (e is IOException or RecordFormatException or SchemaMismatchException)
        {
            return info with { State = SegmentState.Damaged };
        }
    }

    /// <summary>Tells files from each other.</summary>
    private readonly record struct FileKey(uint Major, uint Minor, ulong Number)
    {
        public static FileKey Of(SafeFileHandle file, string place)
        {
            NativeMethods.FileStatus status = FileBytes.Status(file, place);
            return new FileKey(status.DeviceMajor, status.DeviceMinor, status.Number);
        }

        /// <summary>Reads <c>major:minor:inode</c>; the device's numbers are hexadecimal.</summary>
        public static FileKey? Parse(string text)
            => text.Split(':') is [var major, var minor, var number]
                && uint.TryParse(major, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint first)
                && uint.TryParse(minor, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint second)
                && ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out ulong inode)
                ? new FileKey(first, second, inode)
                : null;
    }
}
