namespace SchemaToolkit;

/// <summary>Rows of a text whose cells are known.</summary>
/// <param name="text">What positions count from.</param>
/// <param name="starts">Where cells start, less <see cref="RowStep.Gap"/>.</param>
/// <param name="ends">Where they end.</param>
/// <param name="stride">Cells in a row.</param>
internal readonly unsafe ref struct IndexedRows(byte* text, ushort* starts, ushort* ends, nint stride)
{
    public readonly byte* Text = text;
    public readonly ushort* Starts = starts;
    public readonly ushort* Ends = ends;
    public readonly nint Stride = stride;

    /// <summary>The rows from one on.</summary>
    public IndexedRows From(int row) => new(Text, Starts + (row * Stride), Ends + (row * Stride), Stride);
}
