using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>Finds the cells of 64 bytes of text in which some are in quotes, by masks with a bit for each byte; the first byte has
/// the lowest bit. What the next 64 bytes must know is kept.</summary>
internal struct QuoteMasks
{
    // All ones within quotes.
    private ulong _inside;

    // 1 if the next byte is the first of a cell, the first behind the quote that opened one, the one behind a quote that closed.
    private ulong _first;
    private ulong _opened;
    private ulong _closed;
    private ulong _carriageReturn;

    /// <summary>Before the first byte of a line.</summary>
    public static QuoteMasks AtLineStart => new() { _first = 1 };

    /// <summary>Takes the next 64 bytes.</summary>
    /// <param name="quotes">The quotes.</param>
    /// <param name="delimiters">The delimiters.</param>
    /// <param name="lf">The LFs.</param>
    /// <param name="cr">The CRs.</param>
    /// <param name="zeros">The NULs, which are for the general path.</param>
    /// <param name="comments">The first bytes of comments, which are so too outside quotes.</param>
    /// <param name="odds">For each byte, whether an odd number of the quotes are before it or at it.</param>
    /// <param name="cells">The cells.</param>
    /// <returns>Whether they are all for the index; if not, nothing may be taken after them.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake<TMode>(ulong quotes, ulong delimiters, ulong lf, ulong cr, ulong zeros, ulong comments, ulong odds, out Cells cells)
        where TMode : struct, ILaneMode
    {
        // From a quote that opens on, up to the byte before the one that closes.
        ulong inside = odds ^ _inside;
        _inside = (ulong)((long)inside >> 63);
        ulong closing = quotes & ~inside;
        ulong lineEnds = (TMode.IsCrLf ? cr : lf) & ~inside;
        ulong separators = (delimiters & ~inside) | lineEnds;
        ulong last = TMode.IsCrLf ? (delimiters & ~inside) | lf : separators;
        ulong first = (last << 1) | _first;
        _first = last >> 63;

        // A quote opens at the start of a cell only; behind one that closes, the cell ends. Lines end outside quotes.
        ulong closed = (closing << 1) | _closed;
        ulong odd = zeros | (comments & ~inside) | (quotes & inside & ~first) | (closed & ~separators) | ((lf | cr) & inside);
        if (TMode.IsCrLf)
        {
            // Each CR must have its LF behind it, and no LF may be alone.
            odd |= ((cr << 1) | _carriageReturn) ^ lf;
            _carriageReturn = cr >> 63;
        }
        else
        {
            odd |= cr;
        }

        ulong opening = first & quotes;
        cells.Starts = (first & ~quotes) | (opening << 1) | _opened;
        cells.Ends = (separators & ~closed) | closing;
        cells.LineEnds = lineEnds;
        _opened = opening >> 63;
        _closed = closing >> 63;
        return odd == 0;
    }

    /// <summary>Where cells are.</summary>
    public struct Cells
    {
        /// <summary>Their first bytes, behind a quote.</summary>
        public ulong Starts;

        /// <summary>The bytes behind their last ones: separators, or quotes that close.</summary>
        public ulong Ends;

        /// <summary>The first bytes of line ends.</summary>
        public ulong LineEnds;
    }
}
