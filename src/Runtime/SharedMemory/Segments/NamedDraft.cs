namespace SchemaToolkit;

/// <summary>A named segment that is being written: it gets its name when it is complete.</summary>
internal sealed class NamedDraft : SegmentDraft
{
    private const uint ReadOnly = 0x100;

    private readonly SegmentName _name;

    private NamedDraft(SegmentName name, SegmentLifetime lifetime)
        : base(SegmentHold.CreateUnnamed(name.Origin), name.Folder is null ? $"Segment '{name.Text}'" : $"Segment {name.Path}")
    {
        _name = name;
        Flags = FlagsOf(name, lifetime);
    }

    /// <inheritdoc/>
    public override uint Flags { get; }

    /// <summary>The footer's flags for what stays how long where.</summary>
    public static uint FlagsOf(SegmentName name, SegmentLifetime lifetime)
        => lifetime == SegmentLifetime.Persistent ? SegmentFooter.Persistent
            : name.Folder is not null ? SegmentFooter.Counted
            : 0;

    /// <summary>Begins a draft. Removes what killed processes have left, and fails now, not after everything is written,
    /// if the name is in use.</summary>
    /// <exception cref="SegmentExistsException">The owner of a segment of this name is alive.</exception>
    public static NamedDraft Create(SegmentName name, SegmentLifetime lifetime)
    {
        SegmentReaper.RunSometimes(name);
        using (SegmentDirectory? directory = SegmentDirectory.Open(name))
        {
            directory?.ThrowIfOwned(name);
        }

        return new NamedDraft(name, lifetime);
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
