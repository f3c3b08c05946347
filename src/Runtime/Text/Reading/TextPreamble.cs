namespace SchemaToolkit;

/// <summary>Reads what comes before the rows, a line at a time: a byte order mark, lines to skip, the header, more lines to
/// skip.</summary>
internal sealed class TextPreamble(RecordSchema schema, TextDialect dialect, RowReader reader)
{
    // The comments that have the names of all fields.
    private readonly List<(ColumnMap Map, string Text)> _comments = [];
    private bool _isMarkTaken;
    private int _skipped;
    private bool _isAfterComment;
    private bool _isAfterHeader;
    private int _skippedAfter;

    /// <summary>Lines that were the header.</summary>
    public int HeaderLines { get; private set; }

    /// <summary>Whether rows follow.</summary>
    public bool IsDone { get; private set; }

    /// <summary>What was wrong, after <see cref="RowStatus.Error"/>.</summary>
    public RowFault? Fault { get; private set; }

    /// <summary>Takes the mark or a line.</summary>
    /// <param name="text">The text, from where the last step ended.</param>
    /// <param name="isLast">Whether nothing follows the text.</param>
    /// <param name="length">Bytes taken.</param>
    /// <param name="lines">Lines taken.</param>
    /// <returns><see cref="RowStatus.Blank"/>, <see cref="RowStatus.Incomplete"/> or <see cref="RowStatus.Error"/>.</returns>
    public RowStatus Take(ReadOnlySpan<byte> text, bool isLast, out int length, out int lines)
    {
        length = 0;
        lines = 0;
        if (!_isMarkTaken)
        {
            return TakeMark(text, isLast, out length);
        }

        if (_skipped < dialect.Options.SkipLines && !(text.IsEmpty && isLast))
        {
            RowStatus skipped = SkipLine(text, isLast, out length, out lines);
            _skipped += lines;
            return skipped;
        }

        bool isAtEnd = text.IsEmpty && isLast;
        if (dialect.Options.Header == HeaderMode.None || isAtEnd || (_isAfterHeader && _skippedAfter == dialect.Options.SkipLinesAfterHeader))
        {
            IsDone = true;
            return RowStatus.Blank;
        }

        if (!_isAfterHeader)
        {
            return TakeHeader(text, isLast, out length, out lines);
        }

        RowStatus status = SkipLine(text, isLast, out length, out lines);
        _skippedAfter += lines;
        return status;
    }

    private RowStatus TakeMark(ReadOnlySpan<byte> text, bool isLast, out int length)
    {
        length = 0;
        if (text.Length < 4 && !isLast)
        {
            return RowStatus.Incomplete;
        }

        _isMarkTaken = true;
        length = ByteOrderMark.Length(text);
        if (length is not (0 or 3))
        {
            length = 0;
            string encoding = ByteOrderMark.Length(text) == 4 ? "UTF-32" : "UTF-16";
            string words = $"the byte order mark says that the text is {encoding}; convert it to UTF-8 first (iconv)";
            Fault = new RowFault(TextErrorReason.Encoding, words, 0, TextExcerpt.Of(text));
            return RowStatus.Error;
        }

        return RowStatus.Blank;
    }

    private RowStatus SkipLine(ReadOnlySpan<byte> text, bool isLast, out int length, out int lines)
    {
        length = 0;
        lines = 0;
        int end = LineEnds.Find(text);
        int ending = end < 0 ? 0 : LineEnds.Length(text[end..], isLast);
        bool isComplete = end < 0 ? isLast : ending > 0;
        ReadOnlySpan<byte> line = end < 0 || !isComplete ? text : text[..(end + ending)];
        if (RowFault.OfLength(line, isComplete, dialect) is { } tooLong)
        {
            return Fail(tooLong);
        }

        if (!isComplete)
        {
            return RowStatus.Incomplete;
        }

        length = line.Length;
        lines = 1;
        return RowStatus.Blank;
    }

    private RowStatus TakeHeader(ReadOnlySpan<byte> text, bool isLast, out int length, out int lines)
    {
        RowStatus status = reader.Skip(text, isLast, out length);
        lines = reader.Lines;
        bool isComplete = status != RowStatus.Incomplete;
        if (RowFault.OfLength(isComplete ? text[..length] : text, isComplete, dialect) is { } tooLong)
        {
            return Fail(tooLong);
        }

        switch (status)
        {
            case RowStatus.Incomplete:
                // It is read again from its start.
                length = lines = 0;
                return status;
            case RowStatus.Error:
                return Fail(RowFault.OfQuote(text, reader.OpenQuote));
            case RowStatus.Blank:
                RememberComment(text[..length]);
                return status;
        }

        _isAfterHeader = true;
        bool isHeader = dialect.Options.Header switch
        {
            HeaderMode.Skip => true,
            HeaderMode.SkipComment => TryPassComment(text[..length]),
            _ => TryMapHeader(text[..length]),
        };
        if (!isHeader)
        {
            // It is the first row.
            length = lines = 0;
        }

        HeaderLines = lines;
        return Fault is null ? RowStatus.Blank : RowStatus.Error;
    }

    private RowStatus Fail(RowFault fault)
    {
        Fault = fault;
        return RowStatus.Error;
    }

    private void RememberComment(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> comment = dialect.IsBlanks ? line.TrimStart(TextDialect.BlankBytes) : line;
        int prefix = dialect.CommentPrefix(comment);
        _isAfterComment |= prefix > 0;
        if (prefix > 0 && dialect.Options.Header == HeaderMode.MapByName
            && Map(reader.Names(comment[prefix..]), out _) is { } map)
        {
            _comments.Add((map, TextExcerpt.Of(comment.TrimEnd("\r\n"u8))));
        }
    }

    // Always false, as the line is a row.
    private bool TryPassComment(ReadOnlySpan<byte> line)
    {
        if (!_isAfterComment)
        {
            Fault = OfHeader("no comment is before this line, and HeaderMode.SkipComment expects the names in one; HeaderMode.Skip skips this line", line);
        }

        return false;
    }

    // Finds the columns by the line, else by a comment that has as many names as the line has cells; then the line is a row.
    private bool TryMapHeader(ReadOnlySpan<byte> line)
    {
        string[] names = reader.Names(line);
        if (Map(names, out string fault) is { } map)
        {
            reader.Map = map;
            return true;
        }

        List<(ColumnMap Map, string Text)> fitting = _comments.FindAll(comment => comment.Map.Names!.Length == names.Length);
        if (fitting.Count > 0)
        {
            ColumnMap first = fitting[0].Map;
            string? other = fitting.Find(comment => !comment.Map.Columns.AsSpan().SequenceEqual(first.Columns)).Text;
            if (other is not null)
            {
                Fault = OfHeader(
                    $"two comments before it have all names and place them differently, \"{fitting[0].Text}\" and \"{other}\"; "
                        + "HeaderMode.SkipComment with TextOptions.Columns says which columns are meant",
                    line);
            }

            reader.Map = first;
            return false;
        }

        if (_comments.Count > 0)
        {
            fault += $"; the comment \"{_comments[^1].Text}\" has all names, but not as many as this line has columns, {names.Length}";
        }

        Fault = OfHeader(fault, line);
        return false;
    }

    private ColumnMap? Map(string[] names, out string fault) => ColumnMap.ByName(schema, names, dialect.Options, out fault);

    private static RowFault OfHeader(string words, ReadOnlySpan<byte> line)
        => new(TextErrorReason.Header, words, 0, TextExcerpt.Of(line.TrimEnd("\r\n"u8)));
}
