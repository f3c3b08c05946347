using System.Text;

namespace SchemaToolkit;

/// <summary>Takes <see cref="TextOptions"/> to another process.</summary>
internal static class TextCrossing
{
    /// <summary>Refuses options that have no meaning in another process, before any process is started.</summary>
    /// <param name="text">The options.</param>
    /// <param name="name">The options' name for the caller.</param>
    /// <exception cref="ArgumentException">The options have such a value.</exception>
    public static void Check(TextOptions? text, string name)
    {
        if (text is not null && !IsOrdinal(text.ColumnNameComparer))
        {
            throw new ArgumentException(
                $"{name}.{nameof(TextOptions.ColumnNameComparer)} is a custom comparer, which cannot cross to a worker process. "
                    + $"Use {nameof(StringComparer.Ordinal)} or {nameof(StringComparer.OrdinalIgnoreCase)}; "
                    + $"for any other, give the TextOptions to the work in RunWorkerAsync.");
        }

        if (text?.ErrorHandler is not null)
        {
            throw new ArgumentException(
                $"{name}.{nameof(TextOptions.ErrorHandler)} is a delegate, which cannot cross to a worker process. "
                    + $"Use {nameof(TextOptions.ErrorPolicy)}, or give the TextOptions to the work in RunWorkerAsync.");
        }
    }

    /// <summary>Writes options that were checked.</summary>
    public static void Write(MessageWriter line, TextOptions text)
    {
        line.Add(text.Delimiter).Add(text.CommentPrefixes).Add((int)text.CommentPlacement).Add(text.Quote);
        line.Add((int)text.Header).Add(ReferenceEquals(text.ColumnNameComparer, StringComparer.OrdinalIgnoreCase));
        line.Add(text.RowNames).Add(text.SkipLines).Add(text.SkipLinesAfterHeader).Add(text.SkipFooter).Add(text.MaxRows);
        WriteNumbers(line, text.Columns);
        WriteNumbers(line, text.ColumnWidths);
        line.Add(text.RowFilter is not null);
        if (text.RowFilter is { } filter)
        {
            line.Add(filter.ColumnIndex).Add(filter.ColumnName).Add(filter.Keeps).Add(filter.Texts);
        }

        line.Add((int)text.Trim).Add(text.NullValues).Add(text.QuotedNulls);
        WriteFieldTexts(line, text.FieldNullValues);
        WriteFieldTexts(line, text.FieldFormats);
        line.Add(text.FieldNullWords.Count);
        foreach ((string field, IReadOnlyList<string> words) in text.FieldNullWords)
        {
            line.Add(field).Add(words);
        }

        line.Add(text.TrueValues).Add(text.FalseValues);
        line.Add((int)text.IntegerParsing).Add((int)text.FloatOverflow);
        line.Add(text.FortranExponents).Add(text.UnicodeMinus);
        line.Add(text.DecimalSeparator).Add(text.ThousandsSeparator);
        line.Add(text.Encoding.WebName).Add(text.ValidateUtf8).Add(text.AllowNul);
        line.Add((int)text.StringOverflow).Add((int)text.ExtraColumns).Add((int)text.MissingColumns);
        line.Add((int)text.ErrorPolicy).Add(text.MaxErrors).Add(text.MaxErrorCount).Add(text.RequireRows);
        line.Add((int)text.Compression).Add(text.DegreeOfParallelism).Add(text.BufferSize).Add(text.MaxLineLength);
    }

    /// <summary>Reads options that <see cref="Write"/> wrote.</summary>
    public static TextOptions Read(MessageReader line)
        => new()
        {
            // In the order of Write.
            Delimiter = line.ReadCharOrNull(),
            CommentPrefixes = line.ReadTexts(),
            CommentPlacement = (CommentPlacement)line.ReadInt(),
            Quote = line.ReadCharOrNull(),
            Header = (HeaderMode)line.ReadInt(),
            ColumnNameComparer = line.ReadBool() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal,
            RowNames = line.ReadBool(),
            SkipLines = line.ReadInt(),
            SkipLinesAfterHeader = line.ReadInt(),
            SkipFooter = line.ReadInt(),
            MaxRows = line.ReadLongOrNull(),
            Columns = ReadNumbers(line),
            ColumnWidths = ReadNumbers(line),
            RowFilter = line.ReadBool() ? RowFilter.Of(line.ReadInt(), line.ReadTextOrNull(), line.ReadBool(), line.ReadTexts()) : null,
            Trim = (TrimMode)line.ReadInt(),
            NullValues = line.ReadTexts(),
            QuotedNulls = line.ReadBool(),
            FieldNullValues = ReadFieldTexts(line),
            FieldFormats = ReadFieldTexts(line),
            FieldNullWords = ReadFieldNullWords(line),
            TrueValues = line.ReadTexts(),
            FalseValues = line.ReadTexts(),
            IntegerParsing = (IntegerParsing)line.ReadInt(),
            FloatOverflow = (FloatOverflow)line.ReadInt(),
            FortranExponents = line.ReadBool(),
            UnicodeMinus = line.ReadBool(),
            DecimalSeparator = line.ReadCharOrNull() ?? '.',
            ThousandsSeparator = line.ReadCharOrNull(),
            Encoding = Encoding.GetEncoding(line.ReadText()),
            ValidateUtf8 = line.ReadBool(),
            AllowNul = line.ReadBool(),
            StringOverflow = (StringOverflow)line.ReadInt(),
            ExtraColumns = (ExtraColumns)line.ReadInt(),
            MissingColumns = (MissingColumns)line.ReadInt(),
            ErrorPolicy = (ErrorPolicy)line.ReadInt(),
            MaxErrors = line.ReadInt(),
            MaxErrorCount = line.ReadLongOrNull(),
            RequireRows = line.ReadBool(),
            Compression = (TextCompression)line.ReadInt(),
            DegreeOfParallelism = line.ReadInt(),
            BufferSize = line.ReadInt(),
            MaxLineLength = line.ReadInt(),
        };

    private static void WriteNumbers(MessageWriter line, IReadOnlyList<int>? numbers)
    {
        line.Add(numbers?.Count);
        foreach (int number in numbers ?? [])
        {
            line.Add(number);
        }
    }

    private static void WriteFieldTexts(MessageWriter line, IReadOnlyDictionary<string, string> fields)
    {
        line.Add(fields.Count);
        foreach ((string field, string text) in fields)
        {
            line.Add(field).Add(text);
        }
    }

    private static int[]? ReadNumbers(MessageReader line)
    {
        if (line.ReadLongOrNull() is not { } count)
        {
            return null;
        }

        var numbers = new List<int>();
        while (numbers.Count < count)
        {
            numbers.Add(line.ReadInt());
        }

        return [.. numbers];
    }

    private static Dictionary<string, IReadOnlyList<string>> ReadFieldNullWords(MessageReader line)
    {
        var words = new Dictionary<string, IReadOnlyList<string>>();
        for (int left = line.ReadCount(); left > 0; left--)
        {
            words.Add(line.ReadText(), line.ReadTexts());
        }

        return words;
    }

    private static Dictionary<string, string> ReadFieldTexts(MessageReader line)
    {
        var values = new Dictionary<string, string>();
        for (int left = line.ReadCount(); left > 0; left--)
        {
            values.Add(line.ReadText(), line.ReadText());
        }

        return values;
    }

    private static bool IsOrdinal(StringComparer comparer)
        => ReferenceEquals(comparer, StringComparer.Ordinal) || ReferenceEquals(comparer, StringComparer.OrdinalIgnoreCase);
}
