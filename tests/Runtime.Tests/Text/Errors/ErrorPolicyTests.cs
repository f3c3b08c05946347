using System.Globalization;
using System.Text;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Text;

/// <summary>Rows that are wrong are thrown, or left out, counted and told, in every way of reading.</summary>
public class ErrorPolicyTests
{
    private const string Table = "a 1 .5\nb x y\n\n# c\nc 3\nd 4 1e\ntoolong 5 2\ne 6 3\nf 99999999999 4\n";

    private static readonly Station[] _right = [new("a", 1, .5), new("e", 6, 3)];
    private static readonly TextOptions _skip = TextOptions.Whitespace with { ErrorPolicy = ErrorPolicy.Skip };

    [Fact]
    public void BadRowsAreLeftOutAndCounted()
    {
        TextReadReport report = Read(Table, _skip, _right);
        Assert.Equal(2, report.Rows);
        Assert.Equal(5, report.SkippedLines);
        Assert.Equal(5, report.ErrorCount);
        Assert.Equal([2L, 5, 6, 7, 9], report.Errors.Select(static error => error.LineNumber));
        Assert.Equal([1L, 2, 3, 4, 6], report.Errors.Select(static error => error.RowNumber));
        Assert.Equal(
            [TextErrorReason.Conversion, TextErrorReason.ColumnCount, TextErrorReason.Conversion, TextErrorReason.TooLong, TextErrorReason.Overflow],
            report.Errors.Select(static error => error.Reason));
        TextError first = report.Errors[0];
        Assert.Equal(("height", "height", 1, "x", 9L), (first.FieldName, first.ColumnName, first.ColumnIndex, first.Text, first.ByteOffset));
        Assert.Equal("The text, line 2, column 1 ('height'): \"x\" is not a valid '<i4'.", first.Message);
        Assert.Equal("2 rows, 5 lines skipped (5 errors), 0 cells truncated", report.ToString());
    }

    [Fact]
    public void EveryErrorOfARowIsCollected()
    {
        TextReadReport report = Read(Table, _skip with { ErrorPolicy = ErrorPolicy.Collect }, _right);
        Assert.Equal(5, report.SkippedLines);
        Assert.Equal(6, report.ErrorCount);
        Assert.Equal([2L, 2, 5, 6, 7, 9], report.Errors.Select(static error => error.LineNumber));
        Assert.Equal(["height", "value"], report.Errors.Take(2).Select(static error => error.FieldName));
    }

    [Fact]
    public void AllErrorsAreCountedAndTheFirstKept()
    {
        TextReadReport report = Read(Table, _skip with { MaxErrors = 2 }, _right);
        Assert.Equal(5, report.ErrorCount);
        Assert.Equal([2L, 5], report.Errors.Select(static error => error.LineNumber));
        Assert.Empty(Read(Table, _skip with { MaxErrors = 0 }, _right).Errors);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(3, 7)]
    [InlineData(4, 9)]
    public void OneErrorTooManyIsThrown(int most, int line)
    {
        EveryWay.Answer answer = EveryWay.Read<Station>(Encoding.UTF8.GetBytes(Table), _skip with { MaxErrorCount = most });
        Assert.Contains($" line {line} row", answer.Error);
        Assert.EndsWith($"it is error {most + 1}, and TextOptions.MaxErrorCount is {most}.", answer.Error);
        Read(Table, _skip with { MaxErrorCount = 5 }, _right);
    }

    [Fact]
    public void TheProgramDecides()
    {
        var asked = new List<long>();
        TextOptions options = new()
        {
            ErrorHandler = error =>
            {
                asked.Add(error.LineNumber);
                return error.Reason == TextErrorReason.TooLong ? ErrorAction.Throw : ErrorAction.Skip;
            },
        };
        var report = new TextReadReport();
        RecordTextException thrown = Assert.Throws<RecordTextException>(() => RecordText.Read<Station>(Encoding.UTF8.GetBytes(Table), options, report));
        Assert.Equal(7, thrown.LineNumber);
        Assert.Equal([2L, 5, 6, 7], asked);
        Assert.Equal(3, report.SkippedLines);
        Assert.Equal(1, report.Rows);
    }

    [Fact]
    public void AnOpenQuoteCostsItsLineAndNotTheFile()
    {
        Station[] right = [new("a", 1, 1), new("c", 3, 3), new("\"", 4, 4)];
        TextReadReport report = Read("a,1,1\n\"b,2,2\nc,3,3\n\"\"\"\",4,4\n", TextOptions.Csv with { ErrorPolicy = ErrorPolicy.Skip }, right);
        Assert.Equal(TextErrorReason.Quote, Assert.Single(report.Errors).Reason);
        Assert.Equal(2, report.Errors[0].LineNumber);

        // A quote that opens behind a cell of several lines.
        report = Read("a,1,1\n\"x\ny\",\"2,2\nc,3,3\r\n", TextOptions.Csv with { ErrorPolicy = ErrorPolicy.Skip }, right[..2]);
        Assert.Equal(3, Assert.Single(report.Errors).LineNumber);
        Assert.Equal(2, report.SkippedLines);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void ALineWithoutEndCostsItself(string lineEnd)
    {
        string text = $"a 1 1{lineEnd}{new string('x', 1000)} 2 2{lineEnd}c 3 3{lineEnd}{new string('y', 1000)}";
        TextReadReport report = Read(text, _skip with { MaxLineLength = 100 }, [new("a", 1, 1), new("c", 3, 3)]);
        Assert.Equal([2L, 4], report.Errors.Select(static error => error.LineNumber));
        Assert.Equal(2, report.SkippedLines);
        Assert.All(report.Errors, static error => Assert.Equal(TextErrorReason.LineTooLong, error.Reason));
    }

    [Fact]
    public void ALongRowOfSeveralLinesCostsItsFirst()
    {
        // Whether the quote closes further on must not depend on how much of the text is at hand.
        string text = $"a,1,1\n\"b\n{new string('x', 200)}\",2,2\nc,3,3\n\"d,4,4\n{string.Concat(Enumerable.Repeat("e,5,5\n", 40))}";
        TextOptions options = TextOptions.Csv with { ErrorPolicy = ErrorPolicy.Skip, MaxLineLength = 100 };
        TextReadReport report = Read(text, options, [new("a", 1, 1), new("c", 3, 3), .. Enumerable.Repeat(new Station("e", 5, 5), 40)]);
        Assert.Equal([2L, 3, 5], report.Errors.Select(static error => error.LineNumber));
        Assert.Equal(3, report.SkippedLines);
    }

    [Fact]
    public void WhatBelongsToNoRowIsThrown()
    {
        TextOptions options = TextOptions.Csv with { ErrorPolicy = ErrorPolicy.Skip, Header = HeaderMode.MapByName };
        Assert.StartsWith("Header line 1", EveryWay.Read<Station>("name,x\na,1\n"u8.ToArray(), options).Error);
        Assert.StartsWith("Encoding line 1", EveryWay.Read<Station>([0xFF, 0xFE, (byte)'a', 0], options).Error);
    }

    [Fact]
    public void RowsThatAreLeftOutAreNotRowsAskedFor()
        => Read(Table, _skip with { MaxRows = 2 }, _right);

    [Fact]
    public void CutCellsAreCounted()
    {
        TextReadReport report = Read("toolong 1 1\nb 2 2\nvery_long 3 3\n", TextOptions.Whitespace with { StringOverflow = StringOverflow.Truncate }, [new("toolo", 1, 1), new("b", 2, 2), new("very_", 3, 3)]);
        Assert.Equal(2, report.TruncatedCells);
    }

    [Fact]
    public void ATableMayHaveToHaveRows()
    {
        TextOptions options = TextOptions.Whitespace with { RequireRows = true };
        foreach (string text in (string[])["", "\n# nothing\n", "   "])
        {
            Assert.StartsWith("NoRows line 0 row -1", EveryWay.Read<Station>(Encoding.UTF8.GetBytes(text), options).Error);
        }

        Assert.StartsWith("NoRows", EveryWay.Read<Station>("x y z\n"u8.ToArray(), options with { ErrorPolicy = ErrorPolicy.Skip }).Error);
        Read("a 1 1", options, [new("a", 1, 1)]);
        Read("a 1 1", options with { MaxRows = 0 }, []);
    }

    [Fact]
    public async Task EveryResultHasTheReport()
    {
        using var directory = new TempDirectory();
        string path = directory.Write("table.txt", Table);
        using RecordBuffer<Station> buffer = RecordText.Load<Station>(path, _skip);
        Assert.Equal(5, buffer.Report.SkippedLines);
        Assert.Equal(path, buffer.Report.Errors[0].Path);

        var report = new TextReadReport();
        using SharedRecords<Station> shared = RecordText.LoadShared<Station>(path, _skip, null, report);
        Assert.Equal(_right, shared.Records.ToArray());
        Assert.Equal(5, report.SkippedLines);

        // The same report goes on counting.
        using SharedRecordWriter<Station> writer = SharedRecords.Create<Station>();
        Assert.Equal(2, RecordText.ReadInto(writer, path, _skip, report));
        Assert.Equal((4, 10), (report.Rows, report.SkippedLines));

        report = new TextReadReport();
        Assert.Equal(_right, await EveryWay.ReadBatches<Station>(path, _skip, report));
        Assert.Equal(5, report.SkippedLines);
    }

    [Fact]
    public void ManyBadRowsAmongMany()
    {
        var text = new StringBuilder();
        var right = new List<Station>();
        for (int i = 0; i < 5000; i++)
        {
            bool isBad = i % 7 == 3 || (i > 3000 && i < 3050);
            text.Append(CultureInfo.InvariantCulture, $"s{i % 100} {(isBad ? "?" : i)} {i}.5\n");
            if (!isBad)
            {
                right.Add(new Station($"s{i % 100}", i, i + .5));
            }
        }

        TextReadReport report = Read(text.ToString(), _skip with { MaxErrors = 3 }, [.. right]);
        Assert.Equal(5000 - right.Count, report.SkippedLines);
        Assert.Equal([4L, 11, 18], report.Errors.Select(static error => error.LineNumber));
    }

    private static TextReadReport Read(string text, TextOptions options, Station[] expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Assert.Null(EveryWay.Read<Station>(bytes, options).Error);
        var report = new TextReadReport();
        Assert.Equal(expected, RecordText.Read<Station>(bytes, options, report));
        return report;
    }
}
