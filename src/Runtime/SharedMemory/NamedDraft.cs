namespace SchemaToolkit;

/// <summary>A named segment that is being written: it gets its name when it is complete.</summary>
internal sealed class NamedDraft : SegmentDraft
{
    private const uint ReadOnly = 0x100;

    private readonly SegmentName _name;

    private NamedDraft(SegmentName name)
        : base(SegmentHold.CreateUnnamed(), $"Segment '{name.Text}'")
        => _name = name;

    /// <inheritdoc/>
    public override uint Flags => 0;

    /// <summary>Begins a draft. Removes what killed processes have left, and fails now, not after everything is written,
    /// if the name is in use.</summary>
    /// <exception cref="SegmentExistsException">The owner of a segment of this name is alive.</exception>
    public static NamedDraft Create(SegmentName name)
    {
        SegmentReaper.RunSometimes();
        using (SegmentDirectory? directory = SegmentDirectory.Open(name.User))
        {
            directory?.ThrowIfOwned(name);
        }

        return new NamedDraft(name);
    }

    /// <inheritdoc/>
    protected override OpenSegment PublishOnce(RecordSchema schema, bool writable)
    {
        if (!writable && NativeMethods.ChangeMode(File, ReadOnly) != 0)
        {
            throw SystemError.Exception($"{Place} cannot be made read-only");
        }

        MappedRows records = SegmentFormat.Map(File, schema, writable ? SegmentAccess.Write : SegmentAccess.Segment, Place);
        try
        {
            return new OpenSegment(records, _name.Path, SegmentHold.Link(File, _name));
        }
        catch
        {
            records.Dispose();
            throw;
        }
    }
}
