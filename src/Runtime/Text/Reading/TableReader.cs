namespace SchemaToolkit;

/// <summary>
/// Makes records of the text of one table. The text comes in pieces that need not end at a line end. The fast path takes rows
/// up to the first it is not sure of. The general path takes exactly that row, or words its error. Then the fast path goes on.
/// </summary>
internal sealed class TableReader
{
    // Compiling the fast path when the program runs takes as long as reading many thousand rows without it.
    private const int RowsBeforeFast = 2048;

    private static int _rowsRead;

    private readonly RowCode _code;
    private readonly TextDialect _dialect;
    private readonly string? _path;
    private readonly RowReader _rows;
    private readonly TextPreamble _preamble;
    private readonly long _maxRows;
    private readonly TextReadReport _report;
    private FastRows? _fast;
    private long _line = 1;
    private long _offset;
    private long _badRows;
    private bool _isInRows;
    private bool _isLeavingLine;
    private bool _mayBeFast;

    public TableReader(RowCode code, TextDialect dialect, string? path, TextReadReport report)
    {
        _code = code;
        _report = report;
        _dialect = dialect;
        _path = path;
        _rows = new RowReader(dialect, ColumnMap.Of(code.Schema, dialect.Options));
        _preamble = new TextPreamble(code.Schema, dialect, _rows);
        _maxRows = dialect.Options.MaxRows ?? long.MaxValue;
    }

    /// <summary>How a step ended.</summary>
    public enum End
    {
        /// <summary>The rest of the text is the start of a row; more text is needed.</summary>
        NeedsText,

        /// <summary>There is no room for the next record.</summary>
        Full,

        /// <summary>The table has no more rows.</summary>
        Done,
    }

    /// <summary>The fields of the rows.</summary>
    public RecordSchema Schema => _code.Schema;

    /// <summary>The most bytes of a row.</summary>
    public int MaxLineLength => _dialect.Options.MaxLineLength;

    /// <summary>Rows read so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows that are still wanted.</summary>
    public long RowsWanted => _maxRows - Rows;

    /// <summary>Whether no more rows are wanted.</summary>
    public bool IsFull => Rows >= _maxRows;

    /// <summary>Counts the lines that were left out at the end of the text, if the rows went to its end.</summary>
    public void CountFooter(int lines) => _report.FooterLines += IsFull ? 0 : lines;

    /// <summary>Whether the lines that follow can be read without those before them, unless those end within quotes.</summary>
    public bool CanFork => _isInRows;

    /// <summary>Makes a reader for some lines of the table.</summary>
    public TableReader Fork()
    {
        TextOptions options = _dialect.Options with
        {
            ErrorPolicy = ErrorPolicy.Throw,
            ErrorHandler = null,
            MaxRows = null,
            RequireRows = false,
        };
        var fork = new TableReader(_code, new TextDialect(options), _path, new TextReadReport());
        fork._isInRows = true;
        fork._rows.Map = _rows.Map;
        fork._fast = FastRows.For(_code, fork._dialect, fork._rows.Map);
        return fork;
    }

    /// <summary>In a fork: reads lines.</summary>
    /// <param name="lines">Whole lines.</param>
    /// <param name="isLast">Whether nothing follows them.</param>
    /// <param name="records">Room for records.</param>
    /// <param name="count">Records made.</param>
    /// <returns>Whether all of them were read, and no row was wrong.</returns>
    public bool TryReadLines(ReadOnlySpan<byte> lines, bool isLast, Span<byte> records, out int count)
    {
        count = 0;
        Rows = 0;
        _offset = 0;
        _line = 0;
        _report.TruncatedCells = 0;
        _report.FilteredRows = 0;
        try
        {
            return Read(lines, isLast, records, out int length, out count) != End.Full && length == lines.Length;
        }
        catch (RecordTextException)
        {
            return false;
        }
    }

    /// <summary>Takes over the lines that a fork has read, which come next.</summary>
    /// <returns>Whether they are taken; if not, this reader must read them.</returns>
    public bool TryTake(TableReader fork)
    {
        // Rows that are left out behind the last one that is wanted are not counted.
        bool mayGoTooFar = fork.Rows > RowsWanted || (fork.Rows == RowsWanted && fork._report.FilteredRows > 0);
        if (_isLeavingLine || mayGoTooFar)
        {
            return false;
        }

        Count(fork.Rows);
        _report.TruncatedCells += fork._report.TruncatedCells;
        _report.FilteredRows += fork._report.FilteredRows;
        _line += fork._line;
        _offset += fork._offset;
        return true;
    }

    /// <summary>Reads rows from the start of a text.</summary>
    /// <param name="text">The text, from where the last step ended.</param>
    /// <param name="isLast">Whether nothing follows the text.</param>
    /// <param name="records">Room for records.</param>
    /// <param name="length">Bytes taken.</param>
    /// <param name="count">Records made.</param>
    /// <returns>Why it made no more.</returns>
    /// <exception cref="RecordTextException">A row is wrong.</exception>
    public End Read(ReadOnlySpan<byte> text, bool isLast, Span<byte> records, out int length, out int count)
    {
        int size = _code.Schema.Size;
        int room = records.Length / size;
        count = 0;
        length = 0;
        while (!_isInRows && !_preamble.IsDone)
        {
            RowStatus status = _preamble.Take(text[length..], isLast, out int taken, out int lines);
            if (status == RowStatus.Error)
            {
                throw new RecordTextException(Error(_preamble.Fault!, text[length..]));
            }

            Advance(taken, lines, ref length);
            if (status == RowStatus.Incomplete)
            {
                return End.NeedsText;
            }

            _mayBeFast = _preamble.IsDone;
            _report.HeaderLines += _preamble.IsDone ? _preamble.HeaderLines : 0;
        }

        _isInRows = true;
        while (Rows < _maxRows)
        {
            ReadOnlySpan<byte> rest = text[length..];
            if (rest.IsEmpty)
            {
                return isLast ? Done() : End.NeedsText;
            }

            if (_isLeavingLine)
            {
                if (!LeaveLine(text, isLast, ref length))
                {
                    return End.NeedsText;
                }

                continue;
            }

            if (count == room)
            {
                return End.Full;
            }

            if (_mayBeFast && IsFastDue())
            {
                _mayBeFast = false;
                _fast = FastRows.For(_code, _dialect, _rows.Map);
            }

            if (_fast is not null)
            {
                int rows = _fast.Read(
                    text,
                    length,
                    records[(count * size)..((int)Math.Min(room, count + (_maxRows - Rows)) * size)],
                    out int taken);
                if (rows > 0)
                {
                    Advance(taken, rows, ref length);
                    count += rows;
                    Count(rows);
                    continue;
                }
            }

            RowStatus status = _rows.Read(rest, isLast, records.Slice(count * size, size), out int rowLength);
            bool isComplete = status != RowStatus.Incomplete;
            if (RowFault.OfLength(isComplete ? rest[..rowLength] : rest, isComplete, _dialect) is { } tooLong)
            {
                // The end of the row depends on how much text is at hand; the end of its first line does not.
                Leave([tooLong], text, 0, ref length);
                continue;
            }

            if (status == RowStatus.Incomplete)
            {
                return End.NeedsText;
            }

            if (status == RowStatus.Error)
            {
                Leave(_rows.Faults, text, _rows.Faults[0].Reason == TextErrorReason.Quote ? 0 : rowLength, ref length);
                continue;
            }

            Advance(rowLength, _rows.Lines, ref length);
            _report.FilteredRows += status == RowStatus.Filtered ? 1 : 0;
            if (status == RowStatus.Row)
            {
                count++;
                Count(1);
                _report.TruncatedCells += _rows.Truncated;
            }
        }

        return Done();
    }

    // Whether this program reads enough rows of the record for the fast path: a small table alone does not need it.
    private bool IsFastDue()
    {
        if (_dialect.Options.Kernel != TextKernel.Auto || _rowsRead >= RowsBeforeFast)
        {
            return true;
        }

        _rowsRead++;
        return false;
    }

    private void Count(long rows)
    {
        Rows += rows;
        _report.Rows += rows;
    }

    private End Done()
        => Rows > 0 || !_dialect.Options.RequireRows || _maxRows == 0
            ? End.Done
            : throw new RecordTextException(
                Error(new RowFault(TextErrorReason.NoRows, "there are no rows, and TextOptions.RequireRows is set", 0, ""), []));

    private void Advance(int bytes, int lines, ref int length)
    {
        length += bytes;
        _offset += bytes;
        _line += lines;
    }

    // Throws the fault, or skips the row: all of it if its end is known, else the line with the fault.
    private void Leave(IReadOnlyList<RowFault> faults, ReadOnlySpan<byte> text, int rowLength, ref int length)
    {
        ReadOnlySpan<byte> row = text[length..];
        TextError first = Error(faults[0], row);
        bool isThrown = _dialect.Options.ErrorHandler is { } handler
            ? handler(first) == ErrorAction.Throw
            : _dialect.Options.ErrorPolicy == ErrorPolicy.Throw;
        if (isThrown)
        {
            throw new RecordTextException(first);
        }

        for (int i = 0; i < faults.Count; i++)
        {
            TextError error = i == 0 ? first : Error(faults[i], row);
            _report.Add(error, _dialect.Options.MaxErrors);
            if (_report.ErrorCount > _dialect.Options.MaxErrorCount)
            {
                throw new RecordTextException(error with
                {
                    Message = $"{error.Message.TrimEnd('.')}; it is error {_report.ErrorCount}, "
                        + $"and TextOptions.MaxErrorCount is {_dialect.Options.MaxErrorCount}.",
                });
            }
        }

        _badRows++;
        _isLeavingLine = rowLength == 0;
        int bytes = rowLength > 0 ? rowLength : faults[0].Origin;
        int lines = rowLength > 0 ? _rows.Lines : LineEnds.Count(row[..bytes]);
        _report.SkippedLines += lines;
        Advance(bytes, lines, ref length);
    }

    // Skips the rest of a line; false if its end is not in the text.
    private bool LeaveLine(ReadOnlySpan<byte> text, bool isLast, ref int length)
    {
        ReadOnlySpan<byte> rest = text[length..];
        int end = LineEnds.Find(rest);
        int ending = end < 0 ? 0 : LineEnds.Length(rest[end..], isLast);
        bool isWhole = isLast || ending > 0;
        Advance(end < 0 ? rest.Length : end + ending, isWhole ? 1 : 0, ref length);
        _report.SkippedLines += isWhole ? 1 : 0;
        _isLeavingLine = !isWhole;
        return isWhole;
    }

    private TextError Error(RowFault fault, ReadOnlySpan<byte> row)
    {
        bool isOfRow = fault.Reason != TextErrorReason.NoRows;
        long line = _line + LineEnds.Count(row[..fault.Origin]);
        string place = isOfRow ? $", line {line}" : "";
        string column = fault.Column >= 0 && fault.ColumnName is not null ? $", column {fault.Column} ('{fault.ColumnName}')" : "";
        return new TextError
        {
            Message = $"{_path ?? "The text"}{place}{column}: {fault.Words}.",
            Reason = fault.Reason,
            Path = _path,
            LineNumber = isOfRow ? line : 0,
            RowNumber = isOfRow && _isInRows ? Rows + _badRows : -1,
            ColumnIndex = fault.Column,
            ColumnName = fault.ColumnName,
            FieldName = fault.Leaf?.Name,
            FieldType = fault.Leaf?.Type,
            ByteOffset = isOfRow ? _offset + fault.Origin : -1,
            Text = isOfRow ? fault.Text : null,
        };
    }
}
