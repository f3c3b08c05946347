using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>What is seen of a file at once: each question to the system takes a tenth of the time to open a segment.</summary>
/// <param name="Key">Which file it is.</param>
/// <param name="IsRegular">Whether it is a file.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Seals">What the kernel lets nobody do with it; negative if it cannot be sealed.</param>
/// <param name="Tail">Its footer; empty if it has none.</param>
internal readonly record struct SegmentLook(FileKey Key, bool IsRegular, long Size, int Seals, SegmentFooter Tail)
{
    /// <summary>Whether it can be sealed and is not: its writer may shorten it at any time.</summary>
    public bool IsUnpublished => Seals == 0;

    /// <summary>Whether the kernel lets nobody shorten it.</summary>
    public bool IsFixed => Seals > 0 && (Seals & NativeMethods.SealShrink) != 0;

    public static SegmentLook At(SafeFileHandle file, string place) => At(file, FileBytes.Status(file, place));

    public static SegmentLook At(SafeFileHandle file, in NativeMethods.FileStatus status)
        => new SegmentLook(
            new FileKey(status.DeviceMajor, status.DeviceMinor, status.Number),
            status.IsRegular,
            status.Size,
            Portable.IsOn ? -1 : NativeMethods.Control(file, NativeMethods.ControlGetSeals, 0),
            status.IsRegular ? SegmentFormat.ReadFooter(file, status.Size) : default);

    /// <summary>Whether it is a published segment without a name, and of this number.</summary>
    public bool IsSegment(uint? id) => (Seals > 0 || Portable.IsOn) && Tail.Exists && (id is null || Tail.Id == id);
}
