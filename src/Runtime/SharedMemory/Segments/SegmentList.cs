using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>Finds the segments there are: the named ones of this user, and those without a name that its processes have
/// open.</summary>
internal static class SegmentList
{
    private const string Processes = "/proc";
    private const string LocksFile = "/proc/locks";
    private const string Memory = "/memfd:" + AnonymousSegment.LabelStart;

    public static SegmentInfo[] All()
    {
        if (Portable.IsOn)
        {
            return [.. PortableSegmentList.Of(SegmentName.DirectoryOf(SegmentName.CurrentUser), isFolder: false)];
        }

        Dictionary<FileKey, MappedSegment> forgotten = [];
        foreach (MappedSegment segment in AbandonedMemory.Known.OfType<MappedSegment>())
        {
            forgotten[segment.Key] = segment;
        }

        uint user = NativeMethods.EffectiveUser();
        IEnumerable<SegmentName> names = SegmentDirectory.FileNames(SegmentName.DirectoryOf(user)).Select(file => new SegmentName(user, file));
        return [.. Named(names, forgotten), .. Anonymous(forgotten)];
    }

    /// <summary>The segments of a directory of the user's, among other files.</summary>
    public static SegmentInfo[] Of(string directory)
        => Portable.IsOn ? [.. PortableSegmentList.Of(directory, isFolder: true)] : [.. Named(
            SegmentDirectory.FileNames(directory).Select(file => SegmentName.OfFile(Path.Combine(directory, file))),
            [])];

    private static IEnumerable<SegmentInfo> Named(IEnumerable<SegmentName> names, Dictionary<FileKey, MappedSegment> forgotten)
    {
        Dictionary<FileKey, HashSet<int>> holders = ReadLocks();
        foreach (SegmentName name in names)
        {
            using SafeFileHandle file = NativeMethods.Open(
                name.Path,
                NativeMethods.OpenNoFollow | NativeMethods.OpenNonBlocking | NativeMethods.OpenCloseOnExec,
                0);
            if (!file.IsInvalid && SegmentFormat.FooterOf(file) is var footer && (name.Folder is null || footer.IsCounted || footer.IsPersistent))
            {
                var key = FileKey.Of(file, name.Path);
                int attached = holders.GetValueOrDefault(key)?.Count ?? 0;
                SegmentState state = forgotten.Remove(key) ? SegmentState.Forgotten
                    : SegmentLocks.HasOwner(file) ? SegmentState.Owned
                    : attached > 0 ? SegmentState.Held
                    : footer.IsPersistent ? SegmentState.Kept
                    : SegmentState.Abandoned;
                yield return Describe(file, name.Path, name.Path, state, attached) with
                {
                    Name = name.Text,
                    Lifetime = footer.IsPersistent ? SegmentLifetime.Persistent : SegmentLifetime.Holders,
                };
            }
        }
    }

    private static IEnumerable<SegmentInfo> Anonymous(Dictionary<FileKey, MappedSegment> forgotten)
    {
        Dictionary<FileKey, HashSet<int>> holders = [];
        Dictionary<FileKey, string> paths = [];
        Dictionary<FileKey, long> mapped = [];
        foreach (string directory in Directory.EnumerateDirectories(Processes))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int process))
            {
                try
                {
                    AddOpen(directory, process, holders, paths);
                    AddMapped(directory, process, holders, mapped);
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
            if (!file.IsInvalid && SegmentLook.At(file, path) is var look && look.IsSegment(null) && look.Key == key)
            {
                SegmentState state = forgotten.Remove(key) ? SegmentState.Forgotten : SegmentState.Owned;
                SegmentInfo info = Describe(file, path, path, state, holders[key].Count);
                if (info.State != SegmentState.Damaged)
                {
                    yield return info with { Reference = new AnonymousReference(path, look.Tail.Id).ToString() };
                }
            }

            mapped.Remove(key);
        }

        // Nobody has these open any more, so nobody can look into them but those who have them mapped.
        foreach ((FileKey key, long bytes) in mapped)
        {
            yield return forgotten.TryGetValue(key, out MappedSegment? known)
                ? Describe(new SegmentInfo { AttachedCount = holders[key].Count, State = SegmentState.Forgotten }, known)
                : new SegmentInfo { AttachedCount = holders[key].Count, State = SegmentState.Held, Bytes = bytes };
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
    private static void AddMapped(
        string directory,
        int process,
        Dictionary<FileKey, HashSet<int>> holders,
        Dictionary<FileKey, long> mapped)
    {
        foreach (string line in File.ReadLines(directory + "/maps"))
        {
            if (line.Contains(Memory, StringComparison.Ordinal)
                && line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var address, _, _, var device, var number, ..]
                && FileKey.Parse($"{device}:{number}") is { } key)
            {
                Add(holders, key, process);
                mapped[key] = Math.Max(mapped.GetValueOrDefault(key), LengthOf(address));
            }
        }
    }

    private static long LengthOf(string address)
        => address.Split('-') is [var start, var end]
            && long.TryParse(start, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long first)
            && long.TryParse(end, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long last)
            ? last - first
            : 0;

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
            return Describe(info, new MappedSegment(default, header, footer, size));
        }
        catch (Exception e) when (e is IOException or RecordFormatException or SchemaMismatchException)
        {
            return info with { State = SegmentState.Damaged };
        }
    }

    public static SegmentInfo Describe(SegmentInfo info, MappedSegment segment)
        => info with
        {
            NumpyDescr = segment.Header.Schema.NumpyDescr,
            Rows = segment.Header.Count,
            Bytes = segment.Size,
            CreatorId = segment.Footer.Creator,
            Created = segment.Footer.Created,
            IsWritable = segment.Footer.IsWritable,
        };
}
