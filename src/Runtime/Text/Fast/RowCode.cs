namespace SchemaToolkit;

/// <summary>The one place where code for the caller's struct enters: what reads the rows of one record fast.</summary>
internal abstract class RowCode
{
    protected RowCode(RecordSchema schema)
    {
        Schema = schema;
        Leaves = new RowLeaves(schema);
    }

    /// <summary>The record's fields.</summary>
    public RecordSchema Schema { get; }

    /// <summary>The record's leaves.</summary>
    protected RowLeaves Leaves { get; }

    /// <summary>The code of a declared record.</summary>
    public static RowCode Of<T>()
        where T : unmanaged, ISharedRecord<T>
        => Typed<T>.Code;

    /// <summary>The code for a record that is known by its schema.</summary>
    public static RowCode Of(RecordSchema schema) => new RowCode<SchemaRow>(schema);

    /// <summary>What reads indexed rows.</summary>
    public abstract VisitedRows Indexed(FastPlan plan, bool isWords);

    /// <summary>What reads rows a byte at a time.</summary>
    public abstract CellRows Cells(FastPlan plan, bool isBlanks);

    private static class Typed<T>
        where T : unmanaged, ISharedRecord<T>
    {
        public static readonly RowCode Code = new RowCode<TypedRow<T>>(T.Schema);
    }
}

/// <inheritdoc/>
/// <typeparam name="TRow">How the leaves of a row are found.</typeparam>
internal sealed class RowCode<TRow>(RecordSchema schema) : RowCode(schema)
    where TRow : struct, IRow
{
    public override VisitedRows Indexed(FastPlan plan, bool isWords)
        => typeof(TRow) == typeof(SchemaRow) ? new SteppedRows(Leaves, plan, isWords) : new VisitedRows<TRow>(Leaves, plan, isWords);

    public override CellRows Cells(FastPlan plan, bool isBlanks) => new CellRows<TRow>(Leaves, plan, isBlanks);
}
