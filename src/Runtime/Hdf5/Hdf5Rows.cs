namespace SchemaToolkit;

/// <summary>Records in memory as rows of bytes, any number of them.</summary>
/// <param name="schema">What they are.</param>
/// <param name="first">The first one.</param>
/// <param name="count">How many.</param>
internal readonly unsafe struct Hdf5Rows(RecordSchema schema, byte* first, long count)
{
    public RecordSchema Schema => schema;

    public byte* First => first;

    public long Count => count;

    /// <summary>Whether there are bools, which are made 0 or 1 on every way in and out.</summary>
    public bool HasBooleans => schema.BooleanOffsets.Length > 0;

    public Hdf5Rows Slice(long start, long length) => new(schema, first + (start * schema.Size), length);

    /// <summary>Copies rows, with every bool 0 or 1.</summary>
    public void CopyTo(Span<byte> destination)
    {
        var source = new ReadOnlySpan<byte>(first, checked((int)(count * schema.Size)));
        source.CopyTo(destination);
        fixed (byte* copy = destination)
        {
            new Hdf5Rows(schema, copy, count).NormalizeBooleans();
        }
    }

    /// <summary>Makes every bool 0 or 1, in place.</summary>
    public void NormalizeBooleans()
    {
        foreach (int offset in schema.BooleanOffsets)
        {
            byte* value = first + offset;
            for (long i = 0; i < count; i++, value += schema.Size)
            {
                *value = *value == 0 ? (byte)0 : (byte)1;
            }
        }
    }
}
