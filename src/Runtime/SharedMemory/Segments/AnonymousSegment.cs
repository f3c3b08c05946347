using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// Memory without a name, owned by this process. Others open it by <see cref="Path"/> while this process keeps it open.
/// The kernel frees it when the last process that has it open ends, for whatever reason.
/// </summary>
internal sealed class AnonymousSegment : SegmentDraft
{
    /// <summary>What labels begin with, by which <see cref="SegmentList"/> tells them from memory of other programs.</summary>
    public const string LabelStart = "stk-";

    /// <summary>Characters of a label; the kernel allows 249 bytes.</summary>
    private const int MaxLabel = 60;

    private bool _wasShared;

    private AnonymousSegment(SafeFileHandle file, string path)
        : base(file, $"Segment {path}")
        => Path = path;

    /// <summary>The path that other processes open.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public override uint Flags => Portable.IsOn ? 0 : SegmentFooter.Sealed;

    /// <summary>Creates an empty segment.</summary>
    /// <param name="label">The label that <c>/proc</c> shows, for people.</param>
    public static AnonymousSegment Create(string label)
    {
        if (Portable.IsOn)
        {
            (SafeFileHandle hidden, string path) = PortableSegments.Create(folder: null, isAnonymous: true);
            return new AnonymousSegment(hidden, path);
        }

        SafeFileHandle file = NativeMethods.MemfdCreate(
            LabelStart + label[..Math.Min(label.Length, MaxLabel)],
            NativeMethods.MemfdCloseOnExec | NativeMethods.MemfdAllowSealing);
        if (file.IsInvalid)
        {
            throw SystemError.Exception("Shared memory cannot be created");
        }

        file = DescriptorNumbers.Renumber(file);
        return new AnonymousSegment(
            file,
            string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{file.DangerousGetHandle()}"));
    }

    /// <summary>Seals what a worker has written: nobody can change it from now on. This object gives up the memory, even if the
    /// call fails.</summary>
    /// <param name="schema">What the records are.</param>
    /// <param name="count">Their number, if they have no header and footer yet.</param>
    /// <exception cref="RecordFormatException">The worker wrote fewer, or did not complete it.</exception>
    /// <exception cref="SchemaMismatchException">The worker wrote other records.</exception>
    public OpenSegment Seal(RecordSchema schema, long? count)
    {
        _wasShared = true;
        if (count is { } written)
        {
            long bytes = FileBytes.Size(File, Place) - SegmentFormat.DataOffset(schema);
            if (written < 0 || bytes < 0 || written > bytes / schema.Size)
            {
                Dispose();
                throw new RecordFormatException($"{Place} has fewer than {written} records.");
            }

            SegmentFormat.Complete(File, schema, written, Flags, Place);
        }

        return Publish(schema);
    }

    /// <summary>Copies a few records that were written without header and footer. The segment can be written again.</summary>
    /// <exception cref="IOException">There are fewer.</exception>
    public MappedRows Copy(RecordSchema schema, int count) => MappedRows.Copy(File, SegmentFormat.DataOffset(schema), count, schema, Place);

    /// <inheritdoc/>
    protected override OpenSegment PublishOnce(RecordSchema schema, bool writable)
    {
        if (Portable.IsOn)
        {
            return PublishFile(schema, writable);
        }

        // Seal first, then check: what was checked cannot change.
        const int Always = NativeMethods.SealGrow | NativeMethods.SealShrink | NativeMethods.SealSeal;
        if (!TrySeal(writable ? Always : Always | (_wasShared ? NativeMethods.SealWrite : NativeMethods.SealFutureWrite))
            && (_wasShared || SystemError.Last != SystemError.Invalid || !TrySeal(Always | NativeMethods.SealWrite)))
        {
            throw SystemError.Exception($"{Place} cannot be sealed");
        }

        MappedRows rows = SegmentFormat.Map(File, schema, writable ? SegmentAccess.Write : SegmentAccess.Segment, Place, out uint id);
        return new OpenSegment(rows, new AnonymousReference(Path, id).ToString(), File);
    }

    private OpenSegment PublishFile(RecordSchema schema, bool writable)
    {
        if (!writable)
        {
            PortableFiles.MakeReadOnly(File);
        }

        (string path, IDisposable hold) = PortableSegments.Publish(File, Path);
        try
        {
            return new OpenSegment(
                PortableSegments.Map(File, schema, writable ? SegmentAccess.Write : SegmentAccess.Segment, $"Segment {path}", path),
                path,
                hold);
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    /// <summary>Seals. Against writing there are two seals: one that fails while anybody has the memory mapped to write, for which the
    /// kernel looks at every page; and one that does not look, for memory that no other process was given. Kernels before 5.1 lack
    /// it.</summary>
    private bool TrySeal(int seals) => NativeMethods.Control(File, NativeMethods.ControlAddSeals, seals) == 0;
}
