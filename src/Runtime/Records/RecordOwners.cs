namespace SchemaToolkit;

/// <summary>What all owners of records have: <c>foreach</c> and <c>ToArray</c>.</summary>
public static class RecordOwners
{
    /// <summary>Enumerates the records, in place, for <c>foreach</c>.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="owner">Their owner.</param>
    /// <returns>The enumerator.</returns>
    /// <exception cref="InvalidOperationException">There are more than <see cref="int.MaxValue"/>.</exception>
    /// <exception cref="ObjectDisposedException">The owner is disposed.</exception>
    public static ReadOnlySpan<T>.Enumerator GetEnumerator<T>(this IRecordOwner<T> owner)
        where T : unmanaged, ISharedRecord<T>
        => owner.Records.GetEnumerator();

    /// <summary>Copies the records to an array.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="owner">Their owner.</param>
    /// <returns>The array.</returns>
    /// <exception cref="InvalidOperationException">There are more than <see cref="int.MaxValue"/>.</exception>
    /// <exception cref="ObjectDisposedException">The owner is disposed.</exception>
    public static T[] ToArray<T>(this IRecordOwner<T> owner)
        where T : unmanaged, ISharedRecord<T>
        => owner.Records.ToArray();
}
