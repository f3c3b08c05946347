using System.Text;

namespace SchemaToolkit;

/// <summary>The options, checked, with bytes in place of characters.</summary>
internal sealed class TextDialect
{
    private readonly bool[] _endsCell = new bool[256];
    private readonly bool[] _beginsComment = new bool[256];

    public TextDialect(TextOptions options)
    {
        Options = options;
        Check(options.Encoding is not null, nameof(TextOptions.Encoding), "is null");
        IsLatin1 = options.Encoding!.CodePage == Encoding.Latin1.CodePage;
        Check(
            IsLatin1 || options.Encoding.CodePage == Encoding.UTF8.CodePage,
            nameof(TextOptions.Encoding),
            $"is {options.Encoding.WebName}; only UTF-8 and Latin-1 are read. Convert the text to UTF-8 first (iconv)");
        Delimiter = Ascii(options.Delimiter, nameof(TextOptions.Delimiter));
        Quote = Ascii(options.Quote, nameof(TextOptions.Quote));
        DecimalSeparator = Ascii(options.DecimalSeparator, nameof(TextOptions.DecimalSeparator));
        Thousands = Ascii(options.ThousandsSeparator, nameof(TextOptions.ThousandsSeparator));
        Comments = Bytes(options.CommentPrefixes, nameof(TextOptions.CommentPrefixes));
        Nulls = Words(options.NullValues, nameof(TextOptions.NullValues));
        Check(options.FieldNullWords is not null, nameof(TextOptions.FieldNullWords), "is null; use an empty dictionary for none");
        Check(options.FieldFormats is not null, nameof(TextOptions.FieldFormats), "is null; use an empty dictionary for none");
        FieldNulls = options.FieldNullWords!.ToDictionary(
            static field => field.Key,
            field => Words(field.Value, nameof(TextOptions.FieldNullWords)));
        AnyNulls = [.. Nulls, .. FieldNulls.Values.SelectMany(static words => words)];
        TrueValues = Words(options.TrueValues, nameof(TextOptions.TrueValues));
        FalseValues = Words(options.FalseValues, nameof(TextOptions.FalseValues));
        Check(
            !options.TrueValues.Intersect(options.FalseValues, StringComparer.Ordinal).Any(),
            nameof(TextOptions.TrueValues),
            "and FalseValues have a word in common");
        Check(options.FieldNullValues is not null, nameof(TextOptions.FieldNullValues), "is null; use an empty dictionary for none");
        Check(options.MaxErrors >= 0, nameof(TextOptions.MaxErrors), "is negative");
        Check(options.MaxErrorCount is null or >= 0, nameof(TextOptions.MaxErrorCount), "is negative");
        Check(options.SkipLines >= 0, nameof(TextOptions.SkipLines), "is negative");
        Check(options.SkipLinesAfterHeader >= 0, nameof(TextOptions.SkipLinesAfterHeader), "is negative");
        Check(
            options.SkipLinesAfterHeader == 0 || options.Header != HeaderMode.None,
            nameof(TextOptions.SkipLinesAfterHeader),
            "needs a header (TextOptions.Header); without one, TextOptions.SkipLines skips lines");
        Check(options.SkipFooter >= 0, nameof(TextOptions.SkipFooter), "is negative");
        CheckWidths(options);
        Check(
            options.RowFilter?.ColumnName is null || options.Header == HeaderMode.MapByName,
            nameof(TextOptions.RowFilter),
            "names a column, which needs HeaderMode.MapByName; without it, use the column's number");
        FilterTexts = [.. (options.RowFilter?.Texts ?? []).Select(options.Encoding.GetBytes)];
        Check(options.MaxRows is null or >= 0, nameof(TextOptions.MaxRows), "is negative");
        Check(options.DegreeOfParallelism >= 0, nameof(TextOptions.DegreeOfParallelism), "is negative");
        Check(options.BufferSize > 0, nameof(TextOptions.BufferSize), "is not positive");
        Check(options.MaxLineLength > 0, nameof(TextOptions.MaxLineLength), "is not positive");
        Check(options.MaxLineLength <= Array.MaxLength / 2, nameof(TextOptions.MaxLineLength), $"is above {Array.MaxLength / 2}");
        Check(options.ColumnNameComparer is not null, nameof(TextOptions.ColumnNameComparer), "is null");
        Check(Quote == 0 || Quote != Delimiter, nameof(TextOptions.Quote), "is also the delimiter");
        Check(
            DecimalSeparator != Delimiter || Quote != 0,
            nameof(TextOptions.DecimalSeparator),
            "is also the delimiter; numbers with decimals must then be quoted (TextOptions.Quote)");
        Check(
            !char.IsAsciiLetterOrDigit((char)DecimalSeparator) && DecimalSeparator is not ((byte)'+' or (byte)'-'),
            nameof(TextOptions.DecimalSeparator),
            "is part of a number");
        Check(
            Thousands == 0 || ((Thousands != Delimiter || Quote != 0) && Thousands != DecimalSeparator && Thousands != Quote),
            nameof(TextOptions.ThousandsSeparator),
            "is also the decimal separator, the quote, or the delimiter without a quote");
        Check(
            !char.IsAsciiLetterOrDigit((char)Thousands) && Thousands is not ((byte)'+' or (byte)'-'),
            nameof(TextOptions.ThousandsSeparator),
            "is part of a number");
        Check(!(IsBlanks && IsBlank(Thousands)), nameof(TextOptions.ThousandsSeparator), "is a blank, and blanks are the delimiter");
        Check(!IsBlank(Quote), nameof(TextOptions.Quote), "is a blank, which may stand around cells");
        Check(!IsBlank(DecimalSeparator), nameof(TextOptions.DecimalSeparator), "is a blank, which may stand around cells");
        foreach (byte[] comment in Comments)
        {
            Check(comment.Length > 0, nameof(TextOptions.CommentPrefixes), "holds an empty text; use an empty list for no comments");
            Check(comment.AsSpan().IndexOfAny((byte)'\r', (byte)'\n') < 0, nameof(TextOptions.CommentPrefixes), "holds a line end");
            Check(comment[0] != Delimiter || IsBlanks, nameof(TextOptions.CommentPrefixes), "holds a text that begins with the delimiter");
            Check(comment[0] != Quote || Quote == 0, nameof(TextOptions.CommentPrefixes), "holds a text that begins with the quote");
            Check(
                !(IsBlanks && IsBlank(comment[0])),
                nameof(TextOptions.CommentPrefixes),
                "holds a text that begins with a blank, and blanks are the delimiter");
        }

        Check(
            options.Columns is null || options.Header != HeaderMode.MapByName,
            nameof(TextOptions.Columns),
            "and HeaderMode.MapByName both say where the fields are; use only one");
        Check(
            !options.RowNames || options.Header == HeaderMode.MapByName,
            nameof(TextOptions.RowNames),
            "needs HeaderMode.MapByName; without a header, TextOptions.Columns can leave out the names of the rows");
        for (int i = 0; i < 256; i++)
        {
            byte b = (byte)i;
            bool mayBeComment = Array.Exists(Comments, comment => comment[0] == b);
            _endsCell[i] = b is (byte)'\n' or (byte)'\r' || IsSeparator(b) || (mayBeComment && !AreCommentsLines);
            _beginsComment[i] = mayBeComment;
        }
    }

    public TextOptions Options { get; }

    /// <summary>Whether runs of blanks separate columns.</summary>
    public bool IsBlanks => Options.Delimiter is null;

    /// <summary>The byte between cells; 0 for runs of blanks.</summary>
    public byte Delimiter { get; }

    /// <summary>The quote; 0 for none.</summary>
    public byte Quote { get; }

    public byte DecimalSeparator { get; }

    /// <summary>The thousands separator; 0 for none.</summary>
    public byte Thousands { get; }

    public bool IsLatin1 { get; }

    public byte[][] TrueValues { get; }

    public byte[][] FalseValues { get; }

    public byte[][] Comments { get; }

    /// <summary>The cells that are nulls in fields without null words of their own.</summary>
    public byte[][] Nulls { get; }

    /// <summary>The cells that are nulls in single fields.</summary>
    public IReadOnlyDictionary<string, byte[][]> FieldNulls { get; }

    /// <summary>The cells that are nulls in any field.</summary>
    public byte[][] AnyNulls { get; }

    /// <summary>The texts of the <see cref="RowFilter"/>.</summary>
    public byte[][] FilterTexts { get; }

    /// <summary>Whether comments begin only at the start of a line.</summary>
    public bool AreCommentsLines => Options.CommentPlacement == CommentPlacement.LineStart;

    /// <summary>For each byte, whether a comment prefix begins with it.</summary>
    public ReadOnlySpan<bool> BeginsComment => _beginsComment;

    /// <summary>For each byte, whether it ends a cell outside quotes, or may end it as the first byte of a comment.</summary>
    public ReadOnlySpan<bool> EndsCell => _endsCell;

    /// <summary>What trimming removes.</summary>
    public static ReadOnlySpan<byte> BlankBytes => " \t\v\f\r\n"u8;

    /// <summary>Whether the text of a cell means null in a field, by its name.</summary>
    public bool IsNull(string field, ReadOnlySpan<byte> cell)
    {
        foreach (byte[] text in FieldNulls.TryGetValue(field, out byte[][]? own) ? own : Nulls)
        {
            if (cell.SequenceEqual(text))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a byte is a blank. Blanks separate cells if there is no delimiter, and may stand around numbers.</summary>
    public static bool IsBlank(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\v' or (byte)'\f';

    /// <summary>Whether a byte separates cells: the delimiter, or a blank if there is none.</summary>
    public bool IsSeparator(byte b) => IsBlanks ? IsBlank(b) : b == Delimiter;

    /// <summary>The length of the comment prefix that a text starts with; 0 for none.</summary>
    public int CommentPrefix(ReadOnlySpan<byte> text)
    {
        foreach (byte[] comment in Comments)
        {
            if (text.StartsWith(comment))
            {
                return comment.Length;
            }
        }

        return 0;
    }

    /// <summary>Whether more bytes could make the text start with a comment prefix.</summary>
    public bool MayBecomeComment(ReadOnlySpan<byte> text)
    {
        foreach (byte[] comment in Comments)
        {
            if (comment.AsSpan().StartsWith(text))
            {
                return true;
            }
        }

        return false;
    }

    private static void CheckWidths(TextOptions options)
    {
        if (options.ColumnWidths is { } widths)
        {
            Check(
                options.Delimiter is null && options.Quote is null,
                nameof(TextOptions.ColumnWidths),
                "says where columns end, so TextOptions.Delimiter and Quote must be null; start from TextOptions.Whitespace");
            Check(widths.Count > 0 && widths.All(static width => width > 0), nameof(TextOptions.ColumnWidths), "must hold positive numbers");
            Check(
                widths.Sum(static width => (long)width) <= options.MaxLineLength,
                nameof(TextOptions.ColumnWidths),
                "add up to more than TextOptions.MaxLineLength");
        }
    }

    private static byte Ascii(char? c, string option)
    {
        Check(
            c is null or (> '\0' and <= '\x7F' and not '\r' and not '\n'),
            option,
            "is NUL, a line end or not an ASCII character");
        return (byte)(c ?? '\0');
    }

    private byte[][] Bytes(IReadOnlyList<string>? texts, string option)
    {
        Check(texts is not null, option, "is null; use an empty list for none");
        byte[][] bytes = new byte[texts!.Count][];
        for (int i = 0; i < bytes.Length; i++)
        {
            Check(texts[i] is not null, option, "holds a null");
            bytes[i] = Options.Encoding.GetBytes(texts[i]);
        }

        return bytes;
    }

    // Cells are compared without the blanks around them.
    private byte[][] Words(IReadOnlyList<string>? texts, string option)
    {
        byte[][] words = Bytes(texts, option);
        for (int i = 0; i < words.Length && Options.Trim != TrimMode.None; i++)
        {
            bool isTrimmed = words[i].AsSpan().Trim(BlankBytes).Length == words[i].Length;
            Check(
                isTrimmed,
                option,
                $"holds \"{texts![i]}\"; cells are compared without the blanks around them, so write it without them (TrimMode.None keeps them)");
        }

        return words;
    }

    private static void Check(bool isRight, string option, string fault)
    {
        if (!isRight)
        {
            throw new ArgumentException($"TextOptions.{option} {fault}.", "options");
        }
    }
}
