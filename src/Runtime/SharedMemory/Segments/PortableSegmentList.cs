using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>Lists the files of <see cref="PortableSegments"/>.</summary>
internal static class PortableSegmentList
{
    /// <summary>The segments of this user.</summary>
    public static SegmentInfo[] All()
    {
        SegmentInfo[] forgotten = [.. Forgotten()];
        return
        [
            .. Of(SegmentName.DirectoryOf(SegmentName.CurrentUser), isFolder: false)
                .Where(info => !forgotten.Any(known => known.Reference == info.Reference && known.Created == info.Created)),
            .. forgotten,
        ];
    }

    /// <summary>What <see cref="SharedRecords.List()"/> says of the files of a directory.</summary>
    /// <param name="directory">The directory of segments, or one of the user's.</param>
    /// <param name="isFolder">Whether it is the user's.</param>
    public static IEnumerable<SegmentInfo> Of(string directory, bool isFolder)
    {
        foreach (string path in PortableSegmentFile.Files(directory, "*" + SegmentName.Suffix))
        {
            SegmentFooter footer = PortableSegmentFile.FooterOf(path);
            if (!PortableSegmentFile.IsDraft(path) && (!isFolder || footer.IsCounted || footer.IsPersistent))
            {
                bool isHidden = PortableSegmentFile.IsHidden(path);
                bool isFree = PortableSegmentFile.IsFree(path);
                SegmentState state = isHidden ? isFree ? SegmentState.Abandoned : SegmentState.Owned
                    : LockFile.IsTaken(path + PortableSegmentFile.OwnerSuffix) ? SegmentState.Owned
                    : !isFree ? SegmentState.Held
                    : footer.IsPersistent ? SegmentState.Kept
                    : SegmentState.Abandoned;
                if (Describe(path, state) is { } info)
                {
                    yield return info with
                    {
                        Name = isHidden ? null : Path.GetFileNameWithoutExtension(path),
                        Lifetime = footer.IsPersistent ? SegmentLifetime.Persistent : SegmentLifetime.Holders,
                    };
                }
            }
        }
    }

    /// <summary>Those that this process has mapped and has forgotten to dispose. Their files may be gone.</summary>
    private static IEnumerable<SegmentInfo> Forgotten()
    {
        foreach (MappedSegment known in AbandonedMemory.Known.OfType<MappedSegment>())
        {
            if (known.Path is { } path)
            {
                var info = new SegmentInfo
                {
                    Name = PortableSegmentFile.IsHidden(path) ? null : Path.GetFileNameWithoutExtension(path),
                    Reference = path,
                    AttachedCount = 1,
                    State = SegmentState.Forgotten,
                };
                yield return SegmentList.Describe(info, known);
            }
        }
    }

    private static SegmentInfo? Describe(string path, SegmentState state)
    {
        var info = new SegmentInfo { Reference = path, State = state };
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, PortableSegmentFile.Everybody);
            (NpyHeader header, SegmentFooter footer, long size) = SegmentFormat.Read(file, null, SegmentAccess.Segment, path);
            return SegmentList.Describe(info, new MappedSegment(default, header, footer, size));
        }
        catch (Exception e) when (e is RecordFormatException or SchemaMismatchException)
        {
            return info with { State = SegmentState.Damaged };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // It has just gone.
        }
    }
}
