using System.Text;

namespace SchemaToolkit.Tests.Text;

/// <summary>Options as random as the cells: every option has any of its values, with bytes that numbers are made of in the
/// places of punctuation.</summary>
internal static class RandomOptions
{
    /// <summary>Makes options that do not contradict each other.</summary>
    /// <param name="random">Where the choices come from.</param>
    /// <param name="schema">The record that is read with them.</param>
    public static TextOptions Make(Random random, RecordSchema schema)
    {
        while (true)
        {
            TextOptions options = Any(random, schema);
            try
            {
                _ = new TextDialect(options);
                return options;
            }
            catch (ArgumentException)
            {
                // Contradictions; others will do.
            }
        }
    }

    public static T Pick<T>(Random random, params T[] values) => values[random.Next(values.Length)];

    private static TextOptions Any(Random random, RecordSchema schema)
    {
        string field = schema.Leaves[^1].Name;
        HeaderMode header = Rarely(random, Pick(random, Enum.GetValues<HeaderMode>()));
        return new TextOptions
        {
            Delimiter = Pick<char?>(random, null, null, '\t', '\t', ',', ',', ';', ' ', '|', '-', '1', '.', 'e', ':'),
            CommentPrefixes = Pick<string[]>(random, ["#"], ["#"], [], ["//", "/*"], ["#", "%"], ["1"], ["-"], ["--"], ["."], ["0x"], [" #"], ["é"], ["5\t"]),
            CommentPlacement = Pick(random, Enum.GetValues<CommentPlacement>()),
            Quote = Pick<char?>(random, null, null, '"', '"', '\'', '1', '-', '.', 'n'),
            Header = header,
            ColumnNameComparer = Rarely(random, StringComparer.OrdinalIgnoreCase) ?? StringComparer.Ordinal,
            RowNames = header == HeaderMode.MapByName && random.Next(4) == 0,
            SkipLines = Rarely(random, random.Next(4)),
            SkipLinesAfterHeader = header == HeaderMode.None ? 0 : Rarely(random, random.Next(3)),
            SkipFooter = Rarely(random, random.Next(3)),
            RowFilter = Rarely(random, random.Next(2) == 0 ? RowFilter.Drop(0, "X", "chr1") : RowFilter.Drop(-1, "1")),
            ColumnWidths = random.Next(12) == 0 ? [5, 3, 2, 4, 1] : null,
            QuotedNulls = random.Next(4) == 0,
            FieldNullWords = Rarely(random, new Dictionary<string, IReadOnlyList<string>> { [field] = random.Next(2) == 0 ? [] : ["", "5"] }) ?? [],
            FortranExponents = random.Next(4) == 0,
            UnicodeMinus = random.Next(4) == 0,
            MaxRows = Rarely<long?>(random, random.Next(9)),
            Trim = Pick(random, Enum.GetValues<TrimMode>()),
            NullValues = Pick<string[]>(random, [], [], ["", "NA"], ["75", "1"], ["0.892857142857143"], ["a null of more than 16 bytes", "-"], [" NA"], ["nan", "-0"]),
            FieldNullValues = Rarely(random, new Dictionary<string, string> { [field] = "1" }) ?? [],
            TrueValues = Pick<string[]>(random, [], [], ["T", "1"], ["0"]),
            FalseValues = Pick<string[]>(random, [], [], ["F", ""], ["false"]),
            IntegerParsing = Pick(random, Enum.GetValues<IntegerParsing>()),
            FloatOverflow = Pick(random, Enum.GetValues<FloatOverflow>()),
            DecimalSeparator = Pick(random, '.', '.', '.', ',', ';', '#'),
            ThousandsSeparator = Pick<char?>(random, null, null, ',', '.', '\'', '_', ' '),
            Encoding = Rarely(random, Encoding.Latin1) ?? Encoding.UTF8,
            ValidateUtf8 = random.Next(4) == 0,
            AllowNul = random.Next(4) == 0,
            StringOverflow = Pick(random, Enum.GetValues<StringOverflow>()),
            ExtraColumns = Pick(random, Enum.GetValues<ExtraColumns>()),
            MissingColumns = Pick(random, Enum.GetValues<MissingColumns>()),
            ErrorPolicy = Pick(random, Enum.GetValues<ErrorPolicy>()),
            MaxErrors = random.Next(12),
            MaxErrorCount = Rarely<long?>(random, random.Next(5)),
            RequireRows = random.Next(4) == 0,
            DegreeOfParallelism = random.Next(1, 4),
            BufferSize = random.Next(1, 300),
            MaxLineLength = Pick(random, 16 << 20, 16 << 20, random.Next(10, 100), random.Next(100, 40_000)),
        };
    }

    private static T? Rarely<T>(Random random, T value) => random.Next(5) == 0 ? value : default;
}
