namespace SchemaToolkit;

/// <summary>What the generator writes for every <see cref="SharedRecordAttribute">record</see>, and all that the rest
/// of the toolkit knows of it.</summary>
/// <typeparam name="TSelf">The record itself.</typeparam>
public interface ISharedRecord<TSelf> : IEquatable<TSelf>
    where TSelf : unmanaged, ISharedRecord<TSelf>
{
    /// <summary>The record's fields, with their offsets and dtypes.</summary>
    static abstract RecordSchema Schema { get; }

    /// <summary>
    /// Shows every leaf of <paramref name="record"/> to <paramref name="visitor"/>, in the order of
    /// <see cref="RecordSchema.Leaves"/>, until it answers <see langword="false"/>. A visitor that is a struct is
    /// compiled for each record by itself, as if written by hand.
    /// </summary>
    /// <typeparam name="TVisitor">The kind of visitor.</typeparam>
    /// <param name="visitor">Sees each leaf by reference and may change it.</param>
    /// <param name="record">The record.</param>
    /// <returns>Whether every leaf was visited and none refused.</returns>
    static abstract bool Visit<TVisitor>(scoped ref TVisitor visitor, scoped ref TSelf record)
        where TVisitor : struct, IFieldVisitor, allows ref struct;
}

/// <summary>Sees the leaves of a record one after the other: nested records and arrays are taken apart, so that a leaf
/// is what one cell of a text row holds.</summary>
public interface IFieldVisitor
{
    /// <summary>A leaf of any kind but text: an integer, a float, a bool, an enum, a big-endian or complex number, a
    /// time.</summary>
    /// <typeparam name="T">The C# type of the leaf. Comparing it with <c>typeof</c> costs nothing at run time.</typeparam>
    /// <param name="value">The leaf, in place.</param>
    /// <returns>Whether to go on.</returns>
    bool Value<T>(scoped ref T value)
        where T : unmanaged;

    /// <summary>A leaf that is fixed text: all of its bytes, NUL padding included.</summary>
    /// <param name="bytes">The leaf, in place.</param>
    /// <returns>Whether to go on.</returns>
    bool Text(scoped Span<byte> bytes);
}
