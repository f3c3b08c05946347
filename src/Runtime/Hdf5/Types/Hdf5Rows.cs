namespace SchemaToolkit;

/// <summary>Records in memory as rows of bytes, any number of them.</summary>
/// <param name="schema">Their schema.</param>
/// <param name="first">The first record.</param>
/// <param name="count">The number of records.</param>
internal readonly unsafe struct Hdf5Rows(RecordSchema schema, byte* first, long count)
{
    public RecordSchema Schema => schema;

    public byte* First => first;

    public long Count => count;

    /// <summary>Whether the records have bools, which every read and write sets to 0 or 1.</summary>
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

    /// <summary>Sets every bool to 0 or 1, in place.</summary>
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
