using System.Collections;
using System.Reflection;
using System.Text;

namespace SchemaToolkit.Tests.Workers;

public class TextCrossingTests
{
    private static readonly TextOptions _everything = new()
    {
        Delimiter = 'é',
        CommentPrefixes = ["//", ";"],
        CommentPlacement = CommentPlacement.LineStart,
        RowNames = true,
        Quote = '\'',
        Header = HeaderMode.MapByName,
        ColumnNameComparer = StringComparer.OrdinalIgnoreCase,
        SkipLines = 3,
        SkipLinesAfterHeader = 2,
        SkipFooter = 1,
        RowFilter = RowFilter.Keep("kind", "a", ""),
        ColumnWidths = [6, 4],
        QuotedNulls = true,
        FieldNullWords = new Dictionary<string, IReadOnlyList<string>> { ["chr"] = [], ["pos"] = ["-", "NA"] },
        FieldFormats = new Dictionary<string, string> { ["time"] = "MM/dd/yyyy 'T' HH:mm" },
        FortranExponents = true,
        UnicodeMinus = true,
        MaxRows = 7_000_000_000,
        Columns = [0, -1, 2],
        Trim = TrimMode.None,
        NullValues = ["", "NA", "\n\"\u0001"],
        DecimalSeparator = ',',
        StringOverflow = StringOverflow.Truncate,
        ExtraColumns = ExtraColumns.Ignore,
        MissingColumns = MissingColumns.Null,
        Compression = TextCompression.Gzip,
        DegreeOfParallelism = 3,
        BufferSize = 12345,
        MaxLineLength = 54321,
        FieldNullValues = new Dictionary<string, string> { ["pos"] = "-1" },
        TrueValues = ["yes"],
        FalseValues = ["no"],
        IntegerParsing = IntegerParsing.AllowIntegralFloat,
        FloatOverflow = FloatOverflow.Error,
        ThousandsSeparator = '_',
        Encoding = Encoding.Latin1,
        ValidateUtf8 = true,
        AllowNul = true,
        ErrorPolicy = ErrorPolicy.Collect,
        MaxErrors = 7,
        MaxErrorCount = 8_000_000_000,
        RequireRows = true,
    };

    private static readonly PropertyInfo[] _properties = [.. typeof(TextOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static property => property.Name != nameof(TextOptions.ErrorHandler))];

    public static TheoryData<TextOptions> Options => [_everything, new TextOptions(), TextOptions.Tsv, TextOptions.Csv];

    [Theory]
    [MemberData(nameof(Options))]
    public void EveryOptionCrosses(TextOptions options)
    {
        var job = new JobMessage(1, "path", "name", null, options, "segment", null, true, true, null, true, "/");
        byte[] line = new ParentMessage { Run = job }.ToLine();
        Assert.Equal(line.Length - 1, Array.IndexOf(line, (byte)'\n'));
        TextOptions read = ParentMessage.Read(Encoding.UTF8.GetString(line)).Run!.Text;
        foreach (PropertyInfo property in _properties)
        {
            AssertEqual(property.GetValue(options), property.GetValue(read), property.Name);
        }
    }

    [Fact]
    public void TheTestKnowsEveryOption()
    {
        foreach (PropertyInfo property in _properties)
        {
            Assert.False(Equals(property.GetValue(_everything), property.GetValue(new TextOptions())), $"{property.Name} has its default value in _everything");
        }
    }

    [Fact]
    public async Task WhatCannotCrossIsRefusedByName()
    {
        using var program = new WorkerProgramFile();
        TextOptions text = TextOptions.Tsv with { ColumnNameComparer = StringComparer.CurrentCultureIgnoreCase };
        var error = Assert.Throws<ArgumentException>(() => RecordWorkers.Start<CpgSite>(program.Options() with { Text = text }));
        Assert.Contains("WorkerOptions.Text.ColumnNameComparer", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(() => RecordWorkers.Start<CpgSite>(program.Options() with { Text = new TextOptions { ErrorHandler = static _ => ErrorAction.Skip } }));
        Assert.Contains("WorkerOptions.Text.ErrorHandler", error.Message, StringComparison.Ordinal);
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options());
        error = Assert.Throws<ArgumentException>(() => workers.LoadAsync([new LoadJob("x.tsv") { Text = text }]));
        Assert.Contains("'x.tsv'.ColumnNameComparer", error.Message, StringComparison.Ordinal);
        Assert.Contains("'-'", Assert.Throws<ArgumentException>(() => workers.LoadAsync(["-"])).Message, StringComparison.Ordinal);
        Assert.Empty(program.Processes());
    }

    [Fact]
    public async Task TheReportComesBack()
    {
        using var program = new WorkerProgramFile();
        string path = program.Write("bad.tsv", "chr1\t1\t.5\t1\t2\nchr1\tx\ty\t1\t2\nlonger_than_10\t1\t.5\t1\t2\n");
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options());
        TextOptions options = TextOptions.Tsv with { ErrorPolicy = ErrorPolicy.Collect, StringOverflow = StringOverflow.Truncate };
        await foreach (LoadedRecords<CpgSite> loaded in workers.LoadAsync([new LoadJob(path) { Text = options }]))
        {
            using (loaded)
            {
                Assert.Equal(2, loaded.Count);
                Assert.Equal("2 rows, 1 lines skipped (2 errors), 1 cells truncated", loaded.Report.ToString());
                var here = new TextReadReport();
                RecordText.Read<CpgSite>(path, options, here);
                Assert.Equal(here.Errors, loaded.Report.Errors);
            }
        }
    }

    private static string Line(KeyValuePair<string, IReadOnlyList<string>> field) => $"{field.Key}: {string.Join(", ", field.Value)}";

    private static void AssertEqual(object? expected, object? actual, string name)
    {
        if (expected is IReadOnlyDictionary<string, IReadOnlyList<string>> fields)
        {
            Assert.Equal(fields.Select(Line), ((IReadOnlyDictionary<string, IReadOnlyList<string>>)actual!).Select(Line));
        }
        else if (expected is IEnumerable and not string)
        {
            Assert.Equal(((IEnumerable)expected).Cast<object>(), ((IEnumerable)actual!).Cast<object>());
        }
        else
        {
            Assert.True(Equals(expected, actual), name);
        }
    }
}
