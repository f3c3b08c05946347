namespace SchemaToolkit;

/// <summary>The general path: reads one row as one record by the schema, with all options and kinds of fields. It words
/// every error, and the faster paths are tested against it.</summary>
internal sealed class RowReader
{
    private readonly TextDialect _dialect;
    private readonly CellParser _cells;
    private readonly RowTokenizer _tokenizer;
    private readonly FieldRules _rules;
    private readonly List<RowFault> _faults = [];

    public RowReader(TextDialect dialect, ColumnMap map)
    {
        _dialect = dialect;
        _cells = new CellParser(dialect);
        _tokenizer = new RowTokenizer(dialect);
        _rules = FieldRules.Of(map.Schema, dialect, _cells);
        Map = map;
    }

    /// <summary>The column of each leaf; a header may change it.</summary>
    public ColumnMap Map { get; set; }

    /// <summary>Physical lines of the last row.</summary>
    public int Lines => _tokenizer.Lines;

    /// <summary>Where the quote that is not closed opens, after <see cref="Skip"/> found an error.</summary>
    public int OpenQuote => _tokenizer.OpenQuote;

    /// <summary>Cells of the last row that were cut to fit.</summary>
    public int Truncated { get; private set; }

    /// <summary>What is wrong with the last row, after <see cref="RowStatus.Error"/>: the first fault, and with
    /// <see cref="ErrorPolicy.Collect"/> the others.</summary>
    public IReadOnlyList<RowFault> Faults => _faults;

    /// <summary>Reads one row from the start of a text.</summary>
    /// <param name="text">The text, from the start of a line.</param>
    /// <param name="isLast">Whether nothing follows the text.</param>
    /// <param name="record">The bytes of the record; unspecified unless the result is <see cref="RowStatus.Row"/>.</param>
    /// <param name="length">Bytes of the row, line end included.</param>
    /// <returns>What was found.</returns>
    public RowStatus Read(ReadOnlySpan<byte> text, bool isLast, Span<byte> record, out int length)
    {
        Truncated = 0;
        _faults.Clear();
        RowStatus status = _tokenizer.Next(text, isLast, out length);
        if (status == RowStatus.Error)
        {
            _faults.Add(RowFault.OfQuote(text, _tokenizer.OpenQuote));
        }

        return status == RowStatus.Row ? Convert(text[..length], record) : status;
    }

    /// <summary>Reads the names of a header line.</summary>
    /// <param name="line">The line.</param>
    /// <returns>The names, trimmed unless they are quoted.</returns>
    public string[] Names(ReadOnlySpan<byte> line)
        => _tokenizer.Next(line, isLast: true, out _) == RowStatus.Row ? Texts(line) : [];

    /// <summary>Finds the end of one row, without making a record of it.</summary>
    public RowStatus Skip(ReadOnlySpan<byte> text, bool isLast, out int length) => _tokenizer.Next(text, isLast, out length);

    // The cells of the last row, for headers and messages.
    private string[] Texts(ReadOnlySpan<byte> row)
    {
        string[] texts = new string[_tokenizer.Count];
        for (int i = 0; i < texts.Length; i++)
        {
            Cell cell = _tokenizer.Cells[i];
            string text = _dialect.Options.Encoding.GetString(_tokenizer.TextOf(cell, row));
            texts[i] = cell.IsQuoted ? text : text.Trim();
        }

        return texts;
    }

    private RowStatus Convert(ReadOnlySpan<byte> row, Span<byte> record)
    {
        ReadOnlySpan<Cell> cells = _tokenizer.Cells;
        ColumnMap map = Map;
        if (_dialect.Options.RowFilter is { } filter && !Passes(filter, map, row))
        {
            return RowStatus.Filtered;
        }

        bool mayLack = _dialect.Options.MissingColumns == MissingColumns.Null;
        if (cells.Length < map.MinCells || cells.Length > map.MaxCells)
        {
            return Fail(map.Names is null
                ? RowFault.OfCount(cells.Length, map, row, null, -1, _tokenizer.IsCut)
                : RowFault.OfWidth(Texts(row), map, row, _dialect.Options, _tokenizer.IsCut));
        }

        // Padding between fields is zero, as in an array that numpy makes.
        record.Clear();
        for (int i = 0; i < map.Columns.Length; i++)
        {
            FieldSchema leaf = map.Leaves[i];
            Span<byte> destination = record.Slice(leaf.Offset, leaf.Size);
            int column = map.Columns[i];
            column = column < 0 ? column + cells.Length : column;
            if ((uint)column >= (uint)cells.Length)
            {
                if (!mayLack)
                {
                    return Fail(RowFault.OfCount(cells.Length, map, row, leaf, map.Columns[i], _tokenizer.IsCut));
                }

                if (CellParser.Null(leaf.Type, destination, _rules[i]?.NullValue) != CellStatus.Ok
                    && !GoesOn(RowFault.OfMissing(cells.Length, map, row, leaf, map.Columns[i])))
                {
                    return RowStatus.Error;
                }

                continue;
            }

            Cell cell = cells[column];
            ReadOnlySpan<byte> text = _tokenizer.TextOf(cell, row);
            CellStatus status = _cells.Parse(text, cell.IsQuoted, leaf.Type, destination, _rules[i]);
            if (status == CellStatus.Truncated)
            {
                Truncated++;
            }
            else if (status != CellStatus.Ok && !GoesOn(RowFault.OfCell(status, text, cell, leaf, column, map.Names, _dialect)))
            {
                return RowStatus.Error;
            }
        }

        return _faults.Count == 0 ? RowStatus.Row : RowStatus.Error;
    }

    private bool Passes(RowFilter filter, ColumnMap map, ReadOnlySpan<byte> row)
    {
        int column = map.FilterColumn;
        column = column < 0 ? column + _tokenizer.Count : column;
        if ((uint)column >= (uint)_tokenizer.Count)
        {
            return !filter.Keeps;
        }

        ReadOnlySpan<byte> text = _tokenizer.TextOf(_tokenizer.Cells[column], row);
        text = _dialect.Options.Trim == TrimMode.None ? text : text.Trim(TextDialect.BlankBytes);
        foreach (byte[] one in _dialect.FilterTexts)
        {
            if (text.SequenceEqual(one))
            {
                return filter.Keeps;
            }
        }

        return !filter.Keeps;
    }

    // Notes a fault. Whether the row's other cells are parsed too.
    private bool GoesOn(RowFault fault)
    {
        _faults.Add(fault);
        return _dialect.Options.ErrorPolicy == ErrorPolicy.Collect;
    }

    private RowStatus Fail(RowFault fault)
    {
        _faults.Add(fault);
        return RowStatus.Error;
    }
}
