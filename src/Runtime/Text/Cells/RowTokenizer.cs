namespace SchemaToolkit;

/// <summary>Splits text into rows and cells by numpy's rules. A comment may begin anywhere outside quotes, or only where a line
/// does (<see cref="CommentPlacement"/>). A quote opens quotes only at the start of a cell. What follows the closing quote is part of the cell. Runs of blanks make no empty
/// cells.</summary>
internal sealed class RowTokenizer(TextDialect dialect)
{
    private readonly bool _isTrimmed = dialect.Options.Trim == TrimMode.All;
    private Cell[] _cells = new Cell[16];
    private byte[] _scratch = [];
    private int _scratchLength;

    /// <summary>The cells of the last row.</summary>
    public ReadOnlySpan<Cell> Cells => _cells.AsSpan(0, Count);

    /// <summary>The number of cells of the last row.</summary>
    public int Count { get; private set; }

    /// <summary>Physical lines of the last row: more than one if quotes hold line ends.</summary>
    public int Lines { get; private set; }

    /// <summary>Where the quote that is not closed opens, after <see cref="RowStatus.Error"/>.</summary>
    public int OpenQuote { get; private set; }

    /// <summary>Whether a comment ends the last row.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The text of a cell of the last row.</summary>
    public ReadOnlySpan<byte> TextOf(in Cell cell, ReadOnlySpan<byte> row)
        => (cell.IsScratch ? _scratch : row).Slice(cell.Start, cell.Length);

    /// <summary>Splits one row: one line, or more if quotes hold line ends.</summary>
    /// <param name="text">The text, from the start of a line.</param>
    /// <param name="isLast">Whether nothing follows the text.</param>
    /// <param name="length">Bytes of the row, line end included.</param>
    /// <returns>What was found; <see cref="RowStatus.Error"/> for a quote that is not closed.</returns>
    public RowStatus Next(ReadOnlySpan<byte> text, bool isLast, out int length)
    {
        Count = 0;
        Lines = 1;
        IsCut = false;
        _scratchLength = 0;
        int p = 0;
        if (dialect.Options.ColumnWidths is { } widths)
        {
            return Cut(text, widths, isLast, out length);
        }

        if (dialect.AreCommentsLines && TryTakeComment(text, isLast, out RowStatus found, out length))
        {
            return found;
        }

        while (true)
        {
            if (dialect.IsBlanks)
            {
                p = SkipBlanks(text, p);
            }

            int start = p;
            int first = _isTrimmed ? SkipBlanks(text, p) : p;
            bool isQuoted = dialect.Quote != 0 && first < text.Length && text[first] == dialect.Quote;
            if (isQuoted)
            {
                int scratchStart = _scratchLength;
                p = first;
                if (!TakeQuoted(text, ref p))
                {
                    OpenQuote = start;
                    length = text.Length;
                    return isLast ? RowStatus.Error : RowStatus.Incomplete;
                }

                int rest = p;
                if (!FindEnd(text, isLast, ref p))
                {
                    length = 0;
                    return RowStatus.Incomplete;
                }

                AddScratch(_isTrimmed ? text[rest..p].TrimEnd(" \t\v\f"u8) : text[rest..p]);
                Add(new Cell(scratchStart, _scratchLength - scratchStart, start, true, true));
            }
            else
            {
                if (!FindEnd(text, isLast, ref p))
                {
                    length = 0;
                    return RowStatus.Incomplete;
                }

                if (p > start || !dialect.IsBlanks)
                {
                    Add(new Cell(start, p - start, start, false, false));
                }
            }

            if (p < text.Length && dialect.IsSeparator(text[p]))
            {
                p++;
                continue;
            }

            // A comment, a line end or the end of the text.
            if (!TryEndLine(text, p, isLast, out length))
            {
                return RowStatus.Incomplete;
            }

            bool isBlank = Count == 0 || (Count == 1 && _cells[0] is { Length: 0, IsQuoted: false });
            return isBlank ? RowStatus.Blank : RowStatus.Row;
        }
    }

    // Cuts a line at the columns' widths. Cells beyond its end are empty; what is behind the last column is one cell more.
    private RowStatus Cut(ReadOnlySpan<byte> text, IReadOnlyList<int> widths, bool isLast, out int length)
    {
        if (!TryEndLine(text, 0, isLast, out length))
        {
            return RowStatus.Incomplete;
        }

        ReadOnlySpan<byte> line = text[..length].TrimEnd("\r\n"u8);
        int comment = CommentIn(line);
        IsCut = comment > 0;
        line = comment >= 0 ? line[..comment] : line;
        if (line.Trim(TextDialect.BlankBytes).IsEmpty)
        {
            return RowStatus.Blank;
        }

        int start = 0;
        foreach (int width in widths)
        {
            int end = Math.Min(start + width, line.Length);
            Add(new Cell(start, end - start, start, false, false));
            start = end;
        }

        if (!line[start..].Trim(TextDialect.BlankBytes).IsEmpty)
        {
            Add(new Cell(start, line.Length - start, start, false, false));
        }

        return RowStatus.Row;
    }

    // Where a comment begins in a line; negative for none.
    private int CommentIn(ReadOnlySpan<byte> line)
    {
        for (int p = 0; p < line.Length; p++)
        {
            if (dialect.BeginsComment[line[p]] && dialect.CommentPrefix(line[p..]) > 0)
            {
                return p;
            }

            if (dialect.AreCommentsLines)
            {
                break;
            }
        }

        return -1;
    }

    // Takes a line that is a comment, where only whole lines are. False if the line is none.
    private bool TryTakeComment(ReadOnlySpan<byte> text, bool isLast, out RowStatus status, out int length)
    {
        length = 0;
        status = RowStatus.Incomplete;
        int start = dialect.IsBlanks ? SkipBlanks(text, 0) : 0;
        if (start == text.Length || !dialect.BeginsComment[text[start]])
        {
            return false;
        }

        if (dialect.CommentPrefix(text[start..]) == 0)
        {
            return !isLast && dialect.MayBecomeComment(text[start..]);
        }

        status = TryEndLine(text, start, isLast, out length) ? RowStatus.Blank : RowStatus.Incomplete;
        return true;
    }

    // Finds where the next line starts. False if more text is needed.
    private static bool TryEndLine(ReadOnlySpan<byte> text, int p, bool isLast, out int length)
    {
        int end = LineEnds.Find(text[p..]);
        int ending = end < 0 ? 0 : LineEnds.Length(text[(p + end)..], isLast);
        bool isThere = end < 0 ? isLast : ending > 0;
        length = !isThere ? 0 : end < 0 ? text.Length : p + end + ending;
        return isThere;
    }

    // A blank that is the delimiter is never left out.
    private int SkipBlanks(ReadOnlySpan<byte> text, int p)
    {
        while (p < text.Length && TextDialect.IsBlank(text[p]) && (dialect.IsBlanks || text[p] != dialect.Delimiter))
        {
            p++;
        }

        return p;
    }

    // Moves to the end of a cell outside quotes: a separator, a comment, a line end or the end of the text. False if more
    // text is needed to find it.
    private bool FindEnd(ReadOnlySpan<byte> text, bool isLast, ref int p)
    {
        ReadOnlySpan<bool> ends = dialect.EndsCell;
        for (; p < text.Length; p++)
        {
            byte b = text[p];
            if (!ends[b])
            {
                continue;
            }

            if (b is (byte)'\n' or (byte)'\r' || dialect.IsSeparator(b) || dialect.CommentPrefix(text[p..]) > 0)
            {
                IsCut = b is not ((byte)'\n' or (byte)'\r') && !dialect.IsSeparator(b);
                return true;
            }

            if (!isLast && dialect.MayBecomeComment(text[p..]))
            {
                return false;
            }
        }

        return isLast;
    }

    // Copies the text between quotes, doubled quotes once and line ends as LF. False if the closing quote is missing.
    private bool TakeQuoted(ReadOnlySpan<byte> text, ref int p)
    {
        p++;
        while (true)
        {
            int run = text[p..].IndexOfAny(dialect.Quote, (byte)'\r', (byte)'\n');
            if (run < 0)
            {
                return false;
            }

            AddScratch(text.Slice(p, run));
            p += run;
            byte b = text[p++];
            if (b != dialect.Quote)
            {
                p += b == '\r' && p < text.Length && text[p] == '\n' ? 1 : 0;
                AddScratch("\n"u8);
                Lines++;
            }
            else if (p < text.Length && text[p] == dialect.Quote)
            {
                AddScratch(text.Slice(p, 1));
                p++;
            }
            else
            {
                return true;
            }
        }
    }

    private void Add(Cell cell)
    {
        if (Count == _cells.Length)
        {
            Array.Resize(ref _cells, Count * 2);
        }

        _cells[Count++] = cell;
    }

    private void AddScratch(ReadOnlySpan<byte> bytes)
    {
        int needed = _scratchLength + bytes.Length;
        if (needed > _scratch.Length)
        {
            Array.Resize(ref _scratch, Math.Max(needed, Math.Max(256, _scratch.Length * 2)));
        }

        bytes.CopyTo(_scratch.AsSpan(_scratchLength));
        _scratchLength = needed;
    }
}
