using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>A named segment that is being written, as a hidden file: see <see cref="PortableSegments"/>.</summary>
internal sealed class PortableDraft : SegmentDraft
{
    private readonly SegmentName _name;
    private readonly string _hidden;

    private PortableDraft(SegmentName name, SegmentLifetime lifetime, SafeFileHandle file, string hidden)
        : base(file, $"Segment '{name.Text}'")
    {
        _name = name;
        _hidden = hidden;
        Flags = NamedDraft.FlagsOf(name, lifetime);
    }

    /// <inheritdoc/>
    public override uint Flags { get; }

    /// <inheritdoc cref="NamedDraft.Create"/>
    public static PortableDraft Create(SegmentName name, SegmentLifetime lifetime)
    {
        SegmentReaper.RunSometimes(name);
        PortableSegments.ThrowIfTaken(name);
        if (name.Folder is { } folder && !Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no directory {folder} for segments.");
        }

        (SafeFileHandle file, string hidden) = PortableSegments.Create(name.Folder, isAnonymous: false);
        return new PortableDraft(name, lifetime, file, hidden);
    }

    /// <inheritdoc/>
    protected override OpenSegment PublishOnce(RecordSchema schema, bool writable)
    {
        if (!writable)
        {
            PortableFiles.MakeReadOnly(File);
        }

        MappedRows records = SegmentFormat.Map(File, schema, writable ? SegmentAccess.Write : SegmentAccess.Segment, Place);
        try
        {
            return new OpenSegment(records, _name.Path, PortableSegments.Link(File, _hidden, _name));
        }
        catch
        {
            records.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void GiveUp()
    {
        base.GiveUp();
        PortableFiles.TryDelete(_hidden);
    }
}
