namespace SchemaToolkit;

/// <summary>How the fields of a file's rows go to those of a record that has the same ones at other places, or in the other byte
/// order: what <c>np.save</c> writes of <c>a[['pos', 'c']]</c>, which keeps the rows' size, or of <c>a.astype('>i4, …')</c>.</summary>
internal sealed class NpyMove
{
    private readonly (int From, int To, FieldType Type, bool Reverses)[] _leaves;
    private readonly bool _hasPadding;

    private NpyMove((int From, int To, FieldType Type, bool Reverses)[] leaves, bool hasPadding)
    {
        _leaves = leaves;
        _hasPadding = hasPadding;
    }

    /// <summary>Makes one.</summary>
    /// <param name="file">What the file has.</param>
    /// <param name="record">What is wanted.</param>
    /// <returns><see langword="null"/> if they differ in more than places and byte order.</returns>
    public static NpyMove? TryMake(RecordSchema file, RecordSchema record)
    {
        if (file.Leaves.Length != record.Leaves.Length)
        {
            return null;
        }

        var leaves = new (int, int, FieldType, bool)[record.Leaves.Length];
        for (int i = 0; i < leaves.Length; i++)
        {
            FieldSchema from = file.Leaves[i];
            FieldSchema to = record.Leaves[i];
            if (from.Name != to.Name || from.Type.Kind != to.Type.Kind)
            {
                return null;
            }

            bool reverses = from.Type.IsBigEndian != to.Type.IsBigEndian;
            FieldType little = reverses && from.Type.IsBigEndian ? to.Type : from.Type;
            FieldType other = reverses && from.Type.IsBigEndian ? from.Type : to.Type;
            if (!(reverses ? little.AsBigEndian() : little).Equals(other))
            {
                return null;
            }

            leaves[i] = (from.Offset, to.Offset, to.Type, reverses);
        }

        return new NpyMove(leaves, record.HasPadding);
    }

    /// <summary>Moves the fields of a row.</summary>
    /// <param name="row">The row of the file.</param>
    /// <param name="record">The bytes of the record.</param>
    public void Move(ReadOnlySpan<byte> row, Span<byte> record)
    {
        if (_hasPadding)
        {
            record.Clear();
        }

        foreach ((int from, int to, FieldType type, bool reverses) in _leaves)
        {
            Span<byte> field = record.Slice(to, type.Size);
            row.Slice(from, type.Size).CopyTo(field);
            if (reverses)
            {
                FieldBytes.Reverse(type, field);
            }
        }
    }
}
