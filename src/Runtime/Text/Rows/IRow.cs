namespace SchemaToolkit;

/// <summary>How the leaves of a row's record are shown to a visitor: by code that was compiled for the record, or by its
/// schema.</summary>
internal unsafe interface IRow
{
    /// <summary>Shows every leaf, in order, until the visitor returns <see langword="false"/>.</summary>
    /// <param name="visitor">The visitor.</param>
    /// <param name="record">The record.</param>
    /// <param name="leaves">Its leaves.</param>
    /// <returns>Whether every leaf was visited.</returns>
    static abstract bool Visit<TVisitor>(scoped ref TVisitor visitor, byte* record, RowLeaves leaves)
        where TVisitor : struct, IFieldVisitor, allows ref struct;

    /// <summary>Clears a record.</summary>
    static abstract void Clear(byte* record, RowLeaves leaves);

    /// <summary>The record after another.</summary>
    static abstract byte* Next(byte* record, RowLeaves leaves);
}
