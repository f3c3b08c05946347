namespace SchemaToolkit;

/// <summary>What is wrong with a row. Places count from the row; the reader of the table adds where the row is.</summary>
/// <param name="Reason">The kind of fault.</param>
/// <param name="Words">The fault and a way to fix it, without the place and the full stop.</param>
/// <param name="Origin">Where the fault is in the row, in bytes.</param>
/// <param name="Text">The wrong text, shortened and escaped.</param>
internal sealed record RowFault(TextErrorReason Reason, string Words, int Origin, string Text)
{
    /// <summary>The column; -1 for none.</summary>
    public int Column { get; init; } = -1;

    /// <summary>The column's name.</summary>
    public string? ColumnName { get; init; }

    /// <summary>The leaf.</summary>
    public FieldSchema? Leaf { get; init; }

    /// <summary>A cell that is not a value of its leaf.</summary>
    public static RowFault OfCell(
        CellStatus status,
        ReadOnlySpan<byte> cell,
        in Cell place,
        FieldSchema leaf,
        int column,
        string[]? names,
        TextDialect dialect)
    {
        string text = TextExcerpt.Of(cell);
        FieldType type = leaf.Type;
        bool isNullInQuotes = place.IsQuoted && !dialect.Options.QuotedNulls && dialect.IsNull(leaf.Name, cell);
        (TextErrorReason reason, string words) = status switch
        {
            CellStatus.OutOfRange => (TextErrorReason.Overflow, $"\"{text}\" is out of the range of {type}{Range(type)}"),
            CellStatus.TooLong => TooLong(cell, text, type, dialect),
            CellStatus.Nul => (TextErrorReason.Encoding, $"\"{text}\" holds a NUL; TextOptions.AllowNul takes it"),
            CellStatus.NotUtf8 => (TextErrorReason.Encoding, $"\"{text}\" is not UTF-8{(type.Kind == FieldKind.Text ? ", and TextOptions.ValidateUtf8 is set" : $", which {type} needs")}; "
                + "if the file is Latin-1, TextOptions.Encoding says so"),
            CellStatus.NoNull when dialect.Options.ColumnWidths is not null && cell.Trim(TextDialect.BlankBytes).IsEmpty => (
                TextErrorReason.Conversion,
                $"the cell is blank{NoNull(leaf)}"),
            CellStatus.NoNull => (TextErrorReason.Conversion, $"\"{text}\" is one of the texts for nulls{NoNull(leaf)}"),
            _ when isNullInQuotes => (
                TextErrorReason.Conversion,
                $"\"{text}\" is in quotes, and so not a null; TextOptions.QuotedNulls makes quoted cells nulls too{NeedsNull(leaf)}"),
            _ when cell.IsEmpty && place.IsQuoted => (
                TextErrorReason.Conversion,
                $"the cell is a pair of quotes with nothing in it, which is not a valid {type}; "
                    + $"TextOptions.NullValues with \"\" and TextOptions.QuotedNulls make it a null{NeedsNull(leaf)}"),
            _ when cell.IsEmpty => (
                TextErrorReason.Conversion,
                $"the cell is empty, which is not a valid {type}; TextOptions.NullValues with \"\" makes it a null{NeedsNull(leaf)}"),
            _ => (TextErrorReason.Conversion, $"\"{text}\" is not a valid {type}{Hint(leaf, cell, dialect.Options)}"),
        };
        return new RowFault(reason, words, place.Origin, text) { Column = column, ColumnName = Name(names, column) ?? leaf.Name, Leaf = leaf };
    }

    /// <summary>A row that lacks the column of a leaf, or has columns that belong to no leaf.</summary>
    public static RowFault OfCount(int count, ColumnMap map, ReadOnlySpan<byte> row, FieldSchema? missing, int column, bool isCut)
    {
        string text = TextExcerpt.Of(row.TrimEnd("\r\n"u8));
        string words = missing is null
            ? $"the row has {Columns(count)} and {map.Schema.Name} has {map.Leaves.Length} fields ({ColumnMap.FieldNames(map.Schema)}); "
                + "TextOptions.Columns selects columns, "
                + (count > map.Leaves.Length ? "ExtraColumns.Ignore ignores the rest" : "MissingColumns.Null makes missing ones null")
            : $"the row has {Columns(count)}, and field '{missing.Name}' is in column {column}; MissingColumns.Null makes it null";
        return new RowFault(TextErrorReason.ColumnCount, words + Cut(isCut), 0, text)
        {
            Column = missing is null ? -1 : column,
            ColumnName = missing is null ? null : Name(map.Names, column) ?? missing.Name,
            Leaf = missing,
        };
    }

    /// <summary>A row that has more or fewer cells than the header has names.</summary>
    public static RowFault OfWidth(string[] cells, ColumnMap map, ReadOnlySpan<byte> row, TextOptions options, bool isCut)
    {
        string[] names = options.RowNames ? map.Names![1..] : map.Names!;
        string words = $"the row has {Columns(cells.Length)} and the header {(names.Length == 1 ? "1 name" : $"{names.Length} names")}"
            + $"{(options.RowNames ? " after that of the row" : "")}: {Shortened(cells)} under {Shortened(names)}{Cut(isCut)}";
        if (cells.Length < map.MinCells)
        {
            words += "; MissingColumns.Null makes missing ones null";
        }
        else
        {
            words += cells[^1].Length == 0 ? "; the row ends with a delimiter" : "";
            words += options.Delimiter == ',' && options.DecimalSeparator == '.' ? "; commas may be decimal separators, not delimiters" : "";
            words += !options.RowNames && cells.Length == names.Length + 1
                ? "; TextOptions.RowNames takes the first column for the names of the rows, as R writes them"
                : "";
            words += "; ExtraColumns.Ignore ignores what is after the last name";
        }

        return new RowFault(TextErrorReason.ColumnCount, words, 0, TextExcerpt.Of(row.TrimEnd("\r\n"u8)));
    }

    /// <summary>A line that is longer than the options allow; <see langword="null"/> if it is not.</summary>
    /// <param name="row">The line, or its start.</param>
    /// <param name="isComplete">Whether it is there as a whole, with its line end if it has one.</param>
    /// <param name="dialect">The options.</param>
    public static RowFault? OfLength(ReadOnlySpan<byte> row, bool isComplete, TextDialect dialect)
    {
        int most = dialect.Options.MaxLineLength;
        if (row.Length <= most)
        {
            return null;
        }

        int ending = !isComplete || row.EndsWith("\r\n"u8) ? 2 : row[^1] is (byte)'\n' or (byte)'\r' ? 1 : 0;
        if (row.Length - ending <= most)
        {
            return null;
        }

        string hint = dialect.Quote != 0 ? "; a quote may be open" : "";
        string words = $"the row has more than {most} bytes (TextOptions.MaxLineLength){hint}";
        return new RowFault(TextErrorReason.LineTooLong, words, 0, TextExcerpt.Of(row[..most]));
    }

    /// <summary>A row that lacks the column of a leaf that has no null.</summary>
    public static RowFault OfMissing(int count, ColumnMap map, ReadOnlySpan<byte> row, FieldSchema leaf, int column)
        => OfCount(count, map, row, leaf, column, isCut: false) with
        {
            Words = $"the row has {Columns(count)}, field '{leaf.Name}' is in column {column}{NoNull(leaf)}",
        };

    /// <summary>A quote that is not closed.</summary>
    public static RowFault OfQuote(ReadOnlySpan<byte> row, int origin)
        => new(
            TextErrorReason.Quote,
            "the quote that opens here is not closed; TextOptions.Quote = null takes quotes as text",
            origin,
            TextExcerpt.Of(row[origin..]));

    private static string Columns(int count) => count == 1 ? "1 column" : $"{count} columns";

    private static string Cut(bool isCut)
        => isCut ? ", and a comment ends it; CommentPlacement.LineStart takes comments only at the start of a line" : "";

    private static string Shortened(string[] texts)
    {
        const int Most = 12;
        return string.Join(", ", texts.Take(Most).Select(static text => $"'{TextExcerpt.Of(System.Text.Encoding.UTF8.GetBytes(text))}'"))
            + (texts.Length > Most ? ", …" : "");
    }

    private static string NoNull(FieldSchema leaf)
        => $", and {leaf.Type} has no value for a null; TextOptions.FieldNullValues[\"{leaf.Name}\"] can declare one";

    // What else is needed for a null, which the type does not have.
    private static string NeedsNull(FieldSchema leaf)
        => leaf.Type.Kind <= FieldKind.UInt64 ? $", with TextOptions.FieldNullValues[\"{leaf.Name}\"], as {leaf.Type} has none" : "";

    private static string? Name(string[]? names, int column)
        => names is not null && (uint)column < (uint)names.Length ? names[column] : null;

    private static (TextErrorReason Reason, string Words) TooLong(ReadOnlySpan<byte> cell, string text, FieldType type, TextDialect dialect)
    {
        bool isText = type.Kind == FieldKind.Text;
        int length = isText ? cell.Length : System.Text.Encoding.UTF32.GetByteCount(dialect.Options.Encoding.GetString(cell)) / 4;
        int room = isText ? type.Size : type.Size / 4;
        string unit = isText ? "bytes" : "characters";
        char dtype = isText ? 'S' : 'U';
        return (
            TextErrorReason.TooLong,
            $"\"{text}\" has {length} {unit} and {type} holds {room}: {dtype}{length} would hold it, or StringOverflow.Truncate");
    }

    // A number, D, and digits.
    private static bool IsFortran(ReadOnlySpan<byte> cell)
    {
        int length = DecimalNumber.Scan(cell, out _);
        if (length == 0 || length + 1 >= cell.Length || cell[length] is not ((byte)'D' or (byte)'d'))
        {
            return false;
        }

        ReadOnlySpan<byte> exponent = cell[(length + 1)..];
        exponent = exponent[0] is (byte)'+' or (byte)'-' ? exponent[1..] : exponent;
        return !exponent.IsEmpty && !exponent.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private static string Range(FieldType type)
    {
        if (type.Kind > FieldKind.UInt64)
        {
            return "";
        }

        (long min, long max) = FieldBytes.SignedRange(type.Size);
        return FieldBytes.IsSigned(type.Kind) ? $", {min} to {max}" : $", 0 to {FieldBytes.UnsignedMax(type.Size)}";
    }

    private static string Hint(FieldSchema leaf, ReadOnlySpan<byte> cell, TextOptions options)
    {
        FieldType type = leaf.Type;
        if (type.Kind == FieldKind.Datetime64)
        {
            return options.FieldFormats.TryGetValue(leaf.Name, out string? format) ? $" of the form \"{format}\""
                : $"; TextOptions.FieldFormats[\"{leaf.Name}\"] reads times that are not ISO 8601";
        }

        if (!options.UnicodeMinus && cell.IndexOf("−"u8) >= 0)
        {
            return "; its minus is U+2212, which TextOptions.UnicodeMinus takes";
        }

        if (!options.FortranExponents && IsFortran(cell))
        {
            return "; TextOptions.FortranExponents takes D as an exponent";
        }

        if (type.EnumMembers.Length > 0)
        {
            return $"; its names are {string.Join(", ", type.EnumMembers.Take(20).Select(static member => member.Name))}";
        }

        bool isFloat = type.Kind <= FieldKind.UInt64 && DecimalNumber.Scan(cell, out _) == cell.Length;
        Span<byte> digits = stackalloc byte[IntegralFloat.MaxLength];
        return !isFloat ? ""
            : IntegralFloat.Digits(cell, digits, out _) == CellStatus.Ok ? "; IntegerParsing.AllowIntegralFloat takes it, or a float field"
            : "; a float field would hold it";
    }
}
