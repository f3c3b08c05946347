namespace SchemaToolkit;

/// <summary>Finds where every cell of a piece of text ends, with one width of vector.</summary>
internal unsafe interface ICellIndexer
{
    /// <summary>Whether this machine has the instructions.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>Indexes text from the start of a line, 64 bytes at a time, up to a byte that only the general path can
    /// handle. Where cells may be in quotes, that is also a quote that neither opens nor closes a whole cell, and a line end in
    /// quotes.</summary>
    /// <typeparam name="TMode">How cells are separated.</typeparam>
    /// <param name="text">The text; the 64 bytes before it and behind it can be read too.</param>
    /// <param name="length">Bytes to index, a multiple of 64, less than 65,536. Becomes the bytes that were indexed.</param>
    /// <param name="bytes">The bytes that matter.</param>
    /// <param name="starts">If the mode has starts, filled with where cells start, behind their quotes; has room for one a byte and 64
    /// more.</param>
    /// <param name="ends">Filled with where cells end: at a delimiter, a blank, the first byte of a line end, or the closing
    /// quote; has as much room.</param>
    /// <param name="lines">The number of line ends among them.</param>
    /// <returns>The number of cell ends.</returns>
    static abstract int Index<TMode>(byte* text, ref int length, in CellBytes bytes, ushort* starts, ushort* ends, out int lines)
        where TMode : struct, ILaneMode;
}

/// <summary>The bytes an indexer looks for.</summary>
/// <param name="Delimiter">What separates cells; 0 for blanks.</param>
/// <param name="Quote">What opens a quoted cell; 0 for nothing.</param>
/// <param name="Comment">The first byte of a comment; 0 for none.</param>
internal readonly record struct CellBytes(byte Delimiter, byte Quote, byte Comment);
