namespace SchemaToolkit;

/// <summary>Reads what comes before the rows, a line at a time: a byte order mark, lines to skip, the header.</summary>
internal sealed class TextPreamble<T>(TextDialect dialect, RowReader<T> reader)
    where T : unmanaged, ISharedRecord<T>
{
    private readonly bool _hasNumbers = T.Schema.Leaves.Any(static leaf => leaf.Type.Kind is not (FieldKind.Text or FieldKind.Utf32Text));
    private bool _isMarkTaken;
    private int _skipped;
    private bool _isAfterComment;
    private ColumnMap? _commentHeader;

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
            return SkipLine(text, isLast, out length, out lines);
        }

        if (dialect.Options.Header == HeaderMode.None || (text.IsEmpty && isLast))
        {
            IsDone = true;
            return RowStatus.Blank;
        }

        return TakeHeader(text, isLast, out length, out lines);
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
        if (!isLast && (end < 0 || ending == 0))
        {
            return RowStatus.Incomplete;
        }

        length = end < 0 ? text.Length : end + ending;
        lines = 1;
        _skipped++;
        return RowStatus.Blank;
    }

    private RowStatus TakeHeader(ReadOnlySpan<byte> text, bool isLast, out int length, out int lines)
    {
        RowStatus status = reader.Skip(text, isLast, out length);
        lines = reader.Lines;
        if (status == RowStatus.Incomplete)
        {
            // It is read again from its start.
            length = lines = 0;
        }
        else if (status == RowStatus.Row)
        {
            return dialect.Options.Header == HeaderMode.Skip
                ? SkipHeader(text[..length], ref length, ref lines)
                : MapHeader(text[..length], ref length, ref lines);
        }

        if (status == RowStatus.Blank)
        {
            RememberComment(text[..length]);
        }
        else if (status == RowStatus.Error)
        {
            Fault = RowFault.OfQuote(text, 0);
        }

        return status;
    }

    private void RememberComment(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> comment = line.TrimStart(" \t\v\f"u8);
        int prefix = dialect.CommentPrefix(comment);
        _isAfterComment |= prefix > 0;
        if (prefix > 0 && dialect.Options.Header == HeaderMode.MapByName)
        {
            _commentHeader = Map(reader.Names(comment[prefix..]), out _) ?? _commentHeader;
        }
    }

    private RowStatus SkipHeader(ReadOnlySpan<byte> line, ref int length, ref int lines)
    {
        T record = default;
        IsDone = true;
        if (_isAfterComment && _hasNumbers && reader.Read(line, isLast: true, ref record, out _) == RowStatus.Row)
        {
            length = lines = 0;
        }

        return RowStatus.Blank;
    }

    private RowStatus MapHeader(ReadOnlySpan<byte> line, ref int length, ref int lines)
    {
        IsDone = true;
        if (Map(reader.Names(line), out string fault) is { } map)
        {
            reader.Map = map;
        }
        else if (_commentHeader is not null)
        {
            reader.Map = _commentHeader;
            length = lines = 0;
        }
        else
        {
            Fault = new RowFault(TextErrorReason.Header, fault, 0, TextExcerpt.Of(line.TrimEnd("\r\n"u8)));
            return RowStatus.Error;
        }

        return RowStatus.Blank;
    }

    private ColumnMap? Map(string[] names, out string fault)
        => ColumnMap.ByName(T.Schema, names, dialect.Options.ColumnNameComparer, out fault);
}
