namespace SchemaToolkit;

/// <summary>
/// Text in, records out: the state of reading one table, fed with pieces of its text that need not end at a line. The
/// fast path takes as many rows as it likes and stops at the first it will not take; the general path takes exactly that
/// row, and words the error if it is one; then the fast path goes on.
/// </summary>
internal sealed class TableReader<T>
    where T : unmanaged, ISharedRecord<T>
{
    private readonly TextDialect _dialect;
    private readonly string? _path;
    private readonly RowReader<T> _rows;
    private readonly TextPreamble<T> _preamble;
    private readonly long _maxRows;
    private FastRows<T>? _fast;
    private long _line = 1;
    private long _offset;
    private bool _isInRows;

    public TableReader(TextDialect dialect, string? path)
    {
        _dialect = dialect;
        _path = path;
        _rows = new RowReader<T>(dialect, ColumnMap.Of(T.Schema, dialect.Options));
        _preamble = new TextPreamble<T>(dialect, _rows);
        _maxRows = dialect.Options.MaxRows ?? long.MaxValue;
    }

    /// <summary>How a step ended.</summary>
    public enum End
    {
        /// <summary>What is left of the text is the start of a row; more text is needed.</summary>
        NeedsText,

        /// <summary>There is no room for the next record.</summary>
        Full,

        /// <summary>The table has no more rows.</summary>
        Done,
    }

    /// <summary>Rows read so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Takes rows from the start of a text.</summary>
    /// <param name="text">The text, from where the last step ended.</param>
    /// <param name="isLast">Whether nothing follows the text.</param>
    /// <param name="records">Room for records.</param>
    /// <param name="length">Bytes taken.</param>
    /// <param name="count">Records made.</param>
    /// <returns>Why no more were.</returns>
    /// <exception cref="RecordTextException">A row is wrong.</exception>
    public End Read(ReadOnlySpan<byte> text, bool isLast, Span<T> records, out int length, out int count)
    {
        count = 0;
        length = 0;
        while (!_preamble.IsDone)
        {
            RowStatus status = _preamble.Take(text[length..], isLast, out int taken, out int lines);
            if (status == RowStatus.Error)
            {
                Throw(_preamble.Fault!, text[length..]);
            }

            Advance(taken, lines, ref length);
            if (status == RowStatus.Incomplete)
            {
                ThrowIfTooLong(text[length..], isComplete: false);
                return End.NeedsText;
            }

            if (_preamble.IsDone)
            {
                _fast = FastRows<T>.For(_dialect, _rows.Map);
            }
        }

        _isInRows = true;
        while (Rows < _maxRows)
        {
            ReadOnlySpan<byte> rest = text[length..];
            if (rest.IsEmpty)
            {
                return isLast ? End.Done : End.NeedsText;
            }

            if (count == records.Length)
            {
                return End.Full;
            }

            if (_fast is not null)
            {
                int rows = _fast.Read(text, length, records[count..(int)Math.Min(records.Length, count + (_maxRows - Rows))], out int taken);
                if (rows > 0)
                {
                    Advance(taken, rows, ref length);
                    count += rows;
                    Rows += rows;
                    continue;
                }
            }

            RowStatus status = _rows.Read(rest, isLast, ref records[count], out int rowLength);
            if (status == RowStatus.Incomplete)
            {
                ThrowIfTooLong(rest, isComplete: false);
                return End.NeedsText;
            }

            ThrowIfTooLong(rest[..rowLength], isComplete: true);
            if (status == RowStatus.Error)
            {
                Throw(_rows.Fault!, rest);
            }

            Advance(rowLength, _rows.Lines, ref length);
            if (status == RowStatus.Row)
            {
                count++;
                Rows++;
            }
        }

        return End.Done;
    }

    private void Advance(int bytes, int lines, ref int length)
    {
        length += bytes;
        _offset += bytes;
        _line += lines;
    }

    private void ThrowIfTooLong(ReadOnlySpan<byte> row, bool isComplete)
    {
        int most = _dialect.Options.MaxLineLength;
        int ending = !isComplete || row.EndsWith("\r\n"u8) ? 2 : row[^1] is (byte)'\n' or (byte)'\r' ? 1 : 0;
        if (row.Length - ending > most)
        {
            string hint = _dialect.Quote != 0 ? "; a quote may be open" : "";
            Throw(new RowFault(TextErrorReason.LineTooLong, $"the row has more than {most} bytes (TextOptions.MaxLineLength){hint}", 0, TextExcerpt.Of(row[..most])), row);
        }
    }

    private void Throw(RowFault fault, ReadOnlySpan<byte> row)
    {
        long line = _line + LineEnds.Count(row[..fault.Origin]);
        string column = fault.Column >= 0 && fault.ColumnName is not null ? $", column {fault.Column} ('{fault.ColumnName}')" : "";
        throw new RecordTextException($"{_path ?? "The text"}, line {line}{column}: {fault.Words}.")
        {
            Reason = fault.Reason,
            Path = _path,
            LineNumber = line,
            RowNumber = _isInRows ? Rows : -1,
            ColumnIndex = fault.Column,
            ColumnName = fault.ColumnName,
            FieldName = fault.Leaf?.Name,
            FieldType = fault.Leaf?.Type,
            ByteOffset = _offset + fault.Origin,
            Text = fault.Text,
        };
    }
}
