namespace SchemaToolkit;

/// <summary>Records to write, which somebody else keeps alive.</summary>
internal readonly unsafe struct RowSource
{
    private readonly byte* _first;

    /// <param name="schema">Their fields.</param>
    /// <param name="plain">What writes them fast.</param>
    /// <param name="first">The first.</param>
    /// <param name="count">Their number.</param>
    public RowSource(RecordSchema schema, PlainRows plain, byte* first, long count)
    {
        Schema = schema;
        Plain = plain;
        _first = first;
        Count = count;
    }

    public RecordSchema Schema { get; }

    public PlainRows Plain { get; }

    public long Count { get; }

    /// <summary>Records of a declared type.</summary>
    public static RowSource Of<T>(T* first, long count)
        where T : unmanaged, ISharedRecord<T>
        => new(T.Schema, PlainRows.Of<T>(), (byte*)first, count);

    /// <summary>Records that are known by their schema.</summary>
    public static RowSource Of(TableLoan loan) => new(loan.Schema, PlainRows.Of(loan.Schema), loan.First, loan.Count);

    /// <summary>The bytes of records from one on, as many as a span can hold.</summary>
    public ReadOnlySpan<byte> From(long row)
        => new(_first + (row * Schema.Size), (int)Math.Min(Count - row, int.MaxValue / Schema.Size) * Schema.Size);
}
