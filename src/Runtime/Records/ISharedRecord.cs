namespace SchemaToolkit;

/// <summary>The members that the generator writes for every <see cref="SharedRecordAttribute">record</see>. The rest of
/// the toolkit knows records only through them.</summary>
/// <typeparam name="TSelf">The record itself.</typeparam>
public interface ISharedRecord<TSelf> : IEquatable<TSelf>
    where TSelf : unmanaged, ISharedRecord<TSelf>
{
    /// <summary>The record's fields, with their offsets and dtypes.</summary>
    static abstract RecordSchema Schema { get; }

    /// <summary>
    /// Shows every leaf of <paramref name="record"/> to <paramref name="visitor"/>, in the order of
    /// <see cref="RecordSchema.Leaves"/>, until it returns <see langword="false"/>. The visitor is a struct, so the JIT
    /// compiles each visitor and record separately, as if written by hand.
    /// </summary>
    /// <typeparam name="TVisitor">The visitor's type.</typeparam>
    /// <param name="visitor">Sees each leaf by reference and may change it.</param>
    /// <param name="record">The record.</param>
    /// <returns>Whether every leaf was visited; <see langword="false"/> if the visitor stopped.</returns>
    static abstract bool Visit<TVisitor>(scoped ref TVisitor visitor, scoped ref TSelf record)
        where TVisitor : struct, IFieldVisitor, allows ref struct;
}

/// <summary>Sees the leaves of a record one after the other. Nested records and arrays are split into their parts, so that
/// a leaf is the content of one cell of a text row.</summary>
public interface IFieldVisitor
{
    /// <summary>A leaf that is not text: an integer, a float, a bool, an enum, a big-endian or complex number, a
    /// time.</summary>
    /// <typeparam name="T">The C# type of the leaf. Comparing it with <c>typeof</c> costs nothing at run time.</typeparam>
    /// <param name="value">The leaf, in place.</param>
    /// <returns>Whether to continue.</returns>
    bool Value<T>(scoped ref T value)
        where T : unmanaged;

    /// <summary>A leaf that is fixed text: all of its bytes, NUL padding included.</summary>
    /// <param name="bytes">The leaf, in place.</param>
    /// <returns>Whether to continue.</returns>
    bool Text(scoped Span<byte> bytes);
}
