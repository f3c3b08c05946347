namespace SchemaToolkit;

/// <summary>The leaves of a record, as a row shows them.</summary>
internal sealed class RowLeaves
{
    private readonly Leaf[] _leaves;

    public RowLeaves(RecordSchema schema)
    {
        // Without LINQ, which would have to be compiled for this struct before a program's first row.
        _leaves = new Leaf[schema.Leaves.Length];
        for (int i = 0; i < _leaves.Length; i++)
        {
            _leaves[i] = new Leaf(schema.Leaves[i]);
        }

        Size = schema.Size;
        HasPadding = schema.HasPadding;
    }

    /// <summary>Bytes of a record.</summary>
    public int Size { get; }

    /// <summary>Whether some of them belong to no field.</summary>
    public bool HasPadding { get; }

    /// <summary>The number of leaves.</summary>
    public int Count => _leaves.Length;

    /// <summary>The leaves.</summary>
    public ReadOnlySpan<Leaf> All => _leaves;

    /// <summary>One leaf.</summary>
    public readonly struct Leaf
    {
        public Leaf(FieldSchema field)
        {
            // Enums and other byte orders are read and written by their dtype.
            Kind = field.Type is { IsBigEndian: false, EnumMembers.IsEmpty: true } ? field.Type.Kind : FieldKind.Record;
            Offset = field.Offset;
            Size = field.Size;
        }

        /// <summary>Its kind, if there is code for it.</summary>
        public FieldKind Kind { get; }

        /// <summary>Where it is in the record.</summary>
        public int Offset { get; }

        /// <summary>Its bytes.</summary>
        public int Size { get; }
    }
}
