namespace SchemaToolkit;

/// <summary>What all owners of records can do.</summary>
public static class RecordOwnerExtensions
{
    /// <summary>All records in parts, also where there are more than a span can hold:
    /// <c>foreach (ReadOnlySpan&lt;CpgSite&gt; part in shared.Chunks(1_000_000))</c>. They are not copied.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="owner">Owns the records.</param>
    /// <param name="rows">The number of records in a part; the last may have fewer.</param>
    /// <returns>The parts.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public static RecordChunks<T> Chunks<T>(this IRecordOwner<T> owner, int rows)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        return new RecordChunks<T>(owner, rows);
    }
}
