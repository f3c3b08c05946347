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
        line.Add(text.RowNames).Add(text.SkipLines).Add(text.MaxRows);
        line.Add(text.Columns?.Count);
        foreach (int column in text.Columns ?? [])
        {
            line.Add(column);
        }

        line.Add((int)text.Trim).Add(text.NullValues);
        line.Add(text.FieldNullValues.Count);
        foreach ((string field, string value) in text.FieldNullValues)
        {
            line.Add(field).Add(value);
        }

        line.Add(text.TrueValues).Add(text.FalseValues);
        line.Add((int)text.IntegerParsing).Add((int)text.FloatOverflow);
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
            MaxRows = line.ReadLongOrNull(),
            Columns = ReadColumns(line),
            Trim = (TrimMode)line.ReadInt(),
            NullValues = line.ReadTexts(),
            FieldNullValues = ReadFieldNullValues(line),
            TrueValues = line.ReadTexts(),
            FalseValues = line.ReadTexts(),
            IntegerParsing = (IntegerParsing)line.ReadInt(),
            FloatOverflow = (FloatOverflow)line.ReadInt(),
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

    private static int[]? ReadColumns(MessageReader line)
    {
        if (line.ReadLongOrNull() is not { } count)
        {
            return null;
        }

        var columns = new List<int>();
        while (columns.Count < count)
        {
            columns.Add(line.ReadInt());
        }

        return [.. columns];
    }

    private static Dictionary<string, string> ReadFieldNullValues(MessageReader line)
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
