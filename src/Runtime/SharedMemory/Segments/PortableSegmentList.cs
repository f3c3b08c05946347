using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>Lists the files of <see cref="PortableSegments"/>.</summary>
internal static class PortableSegmentList
{
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
