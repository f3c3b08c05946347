using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace SchemaToolkit;

/// <summary>Writes records as rows of text, with quotes where they are needed.</summary>
internal sealed class RowFormatter
{
    private readonly RecordSchema _schema;
    private readonly PlainRows _plainRows;
    private readonly TextDialect _dialect;
    private readonly ImmutableArray<FieldSchema> _leaves;
    private readonly byte _separator;
    private readonly bool _mayNumbersClash;
    private readonly byte[] _true = [];
    private readonly byte[] _false = [];
    private readonly PlainCells? _plain;

    /// <exception cref="ArgumentException">The options say how columns are read, which is not how they are written.</exception>
    public RowFormatter(RecordSchema schema, PlainRows plainRows, TextDialect dialect)
    {
        TextOptions options = dialect.Options;
        string? forReading = options.Columns is not null ? nameof(TextOptions.Columns)
            : options.ColumnWidths is not null ? nameof(TextOptions.ColumnWidths)
            : options.FieldFormats.Count > 0 ? nameof(TextOptions.FieldFormats)
            : null;
        if (forReading is not null)
        {
            throw new ArgumentException(
                $"TextOptions.{forReading} is for reading; a table is written with one column per field, and times as ISO 8601.",
                "options");
        }

        _schema = schema;
        _leaves = schema.Leaves;
        _plainRows = plainRows;
        _dialect = dialect;
        _separator = dialect.IsBlanks ? (byte)' ' : dialect.Delimiter;
        _mayNumbersClash = dialect.AnyNulls.Length > 0
            || dialect.TrueValues.Length > 0
            || dialect.FalseValues.Length > 0
            || PlainCells.IsPunctuationInNumbers(dialect, _separator);
        _plain = PlainCells.Of(schema, dialect, _separator);
        if (_leaves.Any(static leaf => leaf.Type.Kind == FieldKind.Boolean))
        {
            _true = Word(dialect.TrueValues, dialect.FalseValues, ["1", "true"]);
            _false = Word(dialect.FalseValues, dialect.TrueValues, ["0", "false"]);
        }
    }

    /// <summary>Writes as many rows as there is room for, each with its line end.</summary>
    /// <param name="records">The records.</param>
    /// <param name="text">Room for the text.</param>
    /// <param name="length">Bytes written.</param>
    /// <param name="firstRow">The row number of the first record.</param>
    /// <returns>The rows written.</returns>
    /// <exception cref="RecordTextException">A text cannot be written so that it reads back the same.</exception>
    public int Format(ReadOnlySpan<byte> records, Span<byte> text, out int length, long firstRow)
    {
        int size = _schema.Size;
        int count = records.Length / size;
        length = 0;
        int row = 0;
        while (row < count)
        {
            // The first row may begin with bytes that a file must not begin with.
            if (_plain is not null && firstRow + row > 0)
            {
                row += _plainRows.Format(_plain, records[(row * size)..], text[length..], out int written);
                length += written;
                if (row == count)
                {
                    break;
                }
            }

            Span<byte> rest = text[length..];
            if (rest.IsEmpty || !TryFormat(records.Slice(row * size, size), rest[..^1], out int cells, firstRow + row))
            {
                break;
            }

            rest[cells] = (byte)'\n';
            length += cells + 1;
            row++;
        }

        return row;
    }

    /// <summary>Writes one row, without its line end.</summary>
    /// <param name="record">The record.</param>
    /// <param name="row">Room for the text.</param>
    /// <param name="length">Bytes written.</param>
    /// <param name="rowNumber">The row number, for messages.</param>
    /// <returns>Whether there was room.</returns>
    /// <exception cref="RecordTextException">A text cannot be written so that it reads back the same.</exception>
    public bool TryFormat(ReadOnlySpan<byte> record, Span<byte> row, out int length, long rowNumber)
    {
        int p = 0;
        length = 0;
        for (int i = 0; i < _leaves.Length; i++)
        {
            FieldSchema leaf = _leaves[i];
            if (i > 0)
            {
                if (p == row.Length)
                {
                    return false;
                }

                row[p++] = _separator;
            }

            ReadOnlySpan<byte> value = record.Slice(leaf.Offset, leaf.Size);
            bool isText = leaf.Type.Kind is FieldKind.Text or FieldKind.Utf32Text;
            if (isText)
            {
                ThrowIfNotText(value, leaf, rowNumber);
            }

            if (!TryFormatCell(value, leaf.Type, row[p..], out int cell))
            {
                return false;
            }

            if ((isText || _mayNumbersClash) && NeedsQuotes(row.Slice(p, cell), leaf, isFirst: i == 0, mayStartFile: i == 0 && rowNumber == 0))
            {
                ThrowIfUnquotable(row.Slice(p, cell), leaf, rowNumber);
                if (!TryQuote(row[p..], ref cell))
                {
                    return false;
                }
            }

            p += cell;
        }

        ThrowIfTooLong(p, rowNumber);
        length = p;
        return true;
    }

    /// <summary>Makes the header line, with its line end.</summary>
    /// <exception cref="RecordTextException">A name cannot be written so that it reads back the same.</exception>
    /// <exception cref="ArgumentException">The header is to be a comment, and there is no comment prefix.</exception>
    public byte[] Header()
    {
        if (_dialect.Options.Header == HeaderMode.SkipComment)
        {
            return CommentHeader();
        }

        var header = new List<byte>();
        for (int i = 0; i < _leaves.Length; i++)
        {
            byte[] name = _dialect.Options.Encoding.GetBytes(_leaves[i].Name);
            int length = name.Length;
            bool hasBlanks = _leaves[i].Name.Trim().Length != _leaves[i].Name.Length;
            if (hasBlanks || NeedsQuotes(name, null, isFirst: i == 0, mayStartFile: i == 0))
            {
                ThrowIfUnquotable(name, _leaves[i], -1);
                Array.Resize(ref name, (name.Length * 2) + 2);
                TryQuote(name, ref length);
            }

            header.AddRange(name.AsSpan(0, length));
            header.Add(i < _leaves.Length - 1 ? _separator : (byte)'\n');
        }

        ThrowIfNotFound([.. header]);
        return [.. header];
    }

    // Names are in it for people; it is not looked at.
    private byte[] CommentHeader()
    {
        string prefix = _dialect.Options.CommentPrefixes.Count > 0 ? _dialect.Options.CommentPrefixes[0]
            : throw new ArgumentException("HeaderMode.SkipComment writes a comment, and TextOptions.CommentPrefixes is empty.", "options");
        string names = string.Join((char)_separator, _leaves.Select(static leaf => leaf.Name));
        byte[] header = _dialect.Options.Encoding.GetBytes($"{prefix}{names}\n");
        return header.AsSpan(0, header.Length - 1).IndexOfAny((byte)'\r', (byte)'\n') < 0 ? header
            : throw new RecordTextException("The header: the name of a field holds a line end, which a comment cannot.");
    }

    private void ThrowIfNotFound(byte[] header)
    {
        ThrowIfTooLong(header.Length - 1, -1);
        if (_dialect.Options.Header == HeaderMode.MapByName)
        {
            var reader = new RowReader(_dialect, ColumnMap.Of(_schema, _dialect.Options));
            if (ColumnMap.ByName(_schema, reader.Names(header), _dialect.Options, out string fault) is null)
            {
                throw new RecordTextException(new TextError
                {
                    Message = $"The header would not read back: {fault}.",
                    Reason = TextErrorReason.Header,
                });
            }
        }
    }

    private void ThrowIfTooLong(int length, long rowNumber)
    {
        if (length > _dialect.Options.MaxLineLength)
        {
            throw new RecordTextException(new TextError
            {
                Message = $"{(rowNumber < 0 ? "The header" : $"Record {rowNumber}")} takes {length} bytes as a row, "
                    + $"and TextOptions.MaxLineLength is {_dialect.Options.MaxLineLength}.",
                Reason = TextErrorReason.LineTooLong,
                RowNumber = rowNumber,
            });
        }
    }

    private bool TryFormatCell(ReadOnlySpan<byte> value, FieldType type, Span<byte> cell, out int length)
    {
        if (type.Kind == FieldKind.Boolean)
        {
            byte[] word = value[0] != 0 ? _true : _false;
            length = word.Length;
            return word.AsSpan().TryCopyTo(cell);
        }

        if (!CellFormatter.TryFormat(value, type, _dialect.DecimalSeparator, cell, out length))
        {
            return false;
        }

        if (_dialect.IsLatin1 && type.Kind == FieldKind.Utf32Text)
        {
            length = ToLatin1(cell[..length]);
        }

        return true;
    }

    // Converts UTF-8 of characters up to U+00FF, in place.
    private static int ToLatin1(Span<byte> text)
    {
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte b = text[i];
            text[length++] = b < 0x80 ? b : (byte)((b << 6) | (text[++i] & 0x3F));
        }

        return length;
    }

    // The word for a value: the first of the options, else the digit or the word that reads as it.
    private byte[] Word(byte[][] words, byte[][] others, string[] own)
        => words.Length > 0 ? words[0]
            : Array.Find([.. own.Select(System.Text.Encoding.ASCII.GetBytes)], word => !Array.Exists(others, other => other.AsSpan().SequenceEqual(word)))
                ?? throw new ArgumentException(
                    $"TextOptions.{(words == _dialect.TrueValues ? nameof(TextOptions.TrueValues) : nameof(TextOptions.FalseValues))} is empty, "
                        + "and its own words are among those for the opposite.",
                    "options");

    // (A name of the header has no leaf.)
    private bool NeedsQuotes(ReadOnlySpan<byte> cell, FieldSchema? leaf, bool isFirst, bool mayStartFile)
    {
        bool isText = leaf is null || leaf.Type.Kind is FieldKind.Text or FieldKind.Utf32Text;
        bool isNull = leaf is not null && _dialect.IsNull(leaf.Name, cell);
        if (cell.IsEmpty)
        {
            return _dialect.IsBlanks || _leaves.Length == 1 || isNull;
        }

        if (isText && _dialect.Options.Trim == TrimMode.All && (TextDialect.IsBlank(cell[0]) || TextDialect.IsBlank(cell[^1])))
        {
            return true;
        }

        if (isFirst && _dialect.AreCommentsLines && _dialect.BeginsComment[cell[0]])
        {
            return true;
        }

        ReadOnlySpan<bool> ends = _dialect.EndsCell;
        foreach (byte b in cell)
        {
            if (ends[b] || (b == _dialect.Quote && b != 0))
            {
                return true;
            }
        }

        return isNull || (mayStartFile && (ByteOrderMark.Length(cell) > 0 || CompressionFormat.IsCompressed(cell)));
    }

    // Puts quotes around the cell at the start of the room, and doubles those within.
    private bool TryQuote(Span<byte> room, ref int length)
    {
        int quoted = length + 2 + room[..length].Count(_dialect.Quote);
        if (quoted > room.Length)
        {
            return false;
        }

        int to = quoted;
        room[--to] = _dialect.Quote;
        for (int from = length - 1; from >= 0; from--)
        {
            byte b = room[from];
            room[--to] = b;
            if (b == _dialect.Quote)
            {
                room[--to] = b;
            }
        }

        room[0] = _dialect.Quote;
        length = quoted;
        return true;
    }

    private void ThrowIfNotText(ReadOnlySpan<byte> value, FieldSchema leaf, long rowNumber)
    {
        bool mayHaveNul = _dialect.Options.AllowNul;
        if (leaf.Type.Kind == FieldKind.Text)
        {
            if (!mayHaveNul && value.TrimEnd((byte)0).Contains((byte)0))
            {
                Throw(
                    TextErrorReason.Encoding,
                    "its text holds a NUL, which a text table cannot hold",
                    TextExcerpt.Of(value),
                    leaf,
                    rowNumber);
            }

            if (_dialect.Options.ValidateUtf8 && !_dialect.IsLatin1 && !System.Text.Unicode.Utf8.IsValid(value.TrimEnd((byte)0)))
            {
                Throw(
                    TextErrorReason.Encoding,
                    $"\"{TextExcerpt.Of(value.TrimEnd((byte)0))}\" is not UTF-8, and TextOptions.ValidateUtf8 is set",
                    TextExcerpt.Of(value),
                    leaf,
                    rowNumber);
            }

            return;
        }

        foreach (int rune in MemoryMarshal.Cast<byte, int>(value).TrimEnd(0))
        {
            int native = leaf.Type.IsBigEndian ? System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(rune) : rune;
            if (_dialect.IsLatin1 && native > 0xFF)
            {
                Throw(TextErrorReason.Encoding, $"its text holds U+{native:X4}, which Latin-1 lacks", "", leaf, rowNumber);
            }

            if ((native == 0 && !mayHaveNul) || !Rune.IsValid(native))
            {
                Throw(TextErrorReason.Encoding, $"its text holds 0x{native:X}, which is not a character", "", leaf, rowNumber);
            }
        }
    }

    private void ThrowIfUnquotable(ReadOnlySpan<byte> cell, FieldSchema leaf, long rowNumber)
    {
        bool isNullAnyway = cell.IsEmpty && !_dialect.Options.FieldNullValues.ContainsKey(leaf.Name);
        if (rowNumber >= 0 && _dialect.Options.QuotedNulls && _dialect.IsNull(leaf.Name, cell) && !isNullAnyway)
        {
            Throw(
                TextErrorReason.Quote,
                $"\"{TextExcerpt.Of(cell)}\" would read back as a null, as TextOptions.QuotedNulls is set",
                TextExcerpt.Of(cell),
                leaf,
                rowNumber);
        }

        if (_dialect.Quote == 0)
        {
            Throw(
                TextErrorReason.Quote,
                $"\"{TextExcerpt.Of(cell)}\" would not read back the same without quotes; TextOptions.Quote = '\"' allows them",
                TextExcerpt.Of(cell),
                leaf,
                rowNumber);
        }

        if (cell.Contains((byte)'\r'))
        {
            Throw(
                TextErrorReason.Quote,
                $"\"{TextExcerpt.Of(cell)}\" holds a CR, which reads back as LF",
                TextExcerpt.Of(cell),
                leaf,
                rowNumber);
        }
    }

    private static void Throw(TextErrorReason reason, string words, string text, FieldSchema leaf, long rowNumber)
        => throw new RecordTextException(new TextError
        {
            Message = $"{(rowNumber < 0 ? "The header" : $"Record {rowNumber}")}, field {leaf.Name}: {words}.",
            Reason = reason,
            RowNumber = rowNumber,
            ColumnName = leaf.Name,
            FieldName = leaf.Name,
            FieldType = leaf.Type,
            Text = text,
        });
}
