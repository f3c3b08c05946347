using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using nietras.SeparatedValues;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Text;

/// <summary>Records as rows of the library Sep; and Sep as a second opinion on quotes.</summary>
public class SepTests
{
    [Fact]
    public void ARowIsARecord()
    {
        const string Text = "chr1,10468,75,3,1\nX,-5,0.5,7,0\né,1,1e10,2,3\n";
        var sites = new List<CpgSite>();
        using SepReader reader = Sep.New(',').Reader(static options => options with { HasHeader = false }).FromText(Text);
        foreach (SepReader.Row row in reader)
        {
            sites.Add(CpgSite.Parse(row));
        }

        Assert.Equal(RecordText.Read<CpgSite>(Encoding.UTF8.GetBytes(Text), TextOptions.Csv with { Header = HeaderMode.None }), sites);
    }

    [Fact]
    public void ColumnsAreFoundByTheirNames()
    {
        using SepReader reader = Sep.New('\t').Reader().FromText("t\tchr\textra\tpos\tc\tpct\n1\tchr1\tx\t2\t3\t4.5\n");
        int[] columns = reader.Header.IndicesOf([.. CpgSite.Schema.Fields.Select(static field => field.Name)]);
        Assert.True(reader.MoveNext());
        Assert.Equal(new CpgSite("chr1", 2, 4.5f, 3, 1), CpgSite.Parse(reader.Current, columns));
    }

    [Theory]
    [InlineData("chr1,x,1,1,1", 1, "pos", "'x'|\"x\"")]
    [InlineData("chr1,1,1,1,99999999999", 4, "t", "99999999999")]
    [InlineData("a_name_too_long,1,1,1,1", 0, "chr", "S15 would hold it")]
    [InlineData("a\0b,1,1,1,1", 0, "chr", "NUL")]
    [InlineData("chr1,1,,1,1", 2, "pct", "")]
    public void AWrongCellIsAnErrorWithItsPlace(string row, int column, string field, string words)
    {
        using SepReader reader = Sep.New(',').Reader(static options => options with { HasHeader = false }).FromText($"chr1,1,1,1,1\n{row}\n");
        Assert.True(reader.MoveNext() && reader.MoveNext());
        RecordTextException? error = null;
        try
        {
            CpgSite.Parse(reader.Current);
        }
        catch (RecordTextException e)
        {
            error = e;
        }

        Assert.NotNull(error);
        Assert.Equal((2, column, field), (error.LineNumber, error.ColumnIndex, error.FieldName));
        Assert.Contains(words.Split('|'), word => error.Message.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Every kind of field, the toolkit's own text as the oracle.</summary>
    [Fact]
    public void EveryKindOfFieldIsReadAndWritten()
    {
        string text = $"{Everything.Row}\n{Everything.Row2}\n";
        Everything[] expected = RecordText.Read<Everything>(Encoding.UTF8.GetBytes(text), new TextOptions { Delimiter = ';' });
        using SepReader reader = Sep.New(';').Reader(static options => options with { HasHeader = false }).FromText(text);
        var records = new List<Everything>();
        foreach (SepReader.Row row in reader)
        {
            records.Add(Everything.Parse(row));
        }

        Assert.True(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(records)).SequenceEqual(MemoryMarshal.AsBytes(expected.AsSpan())));
        using SepWriter writer = Sep.New(';').Writer().ToText();
        foreach (Everything record in records)
        {
            using SepWriter.Row row = writer.NewRow();
            record.Format(row);
        }

        byte[] written = Encoding.UTF8.GetBytes(writer.ToString());
        Assert.Equal(Everything.Schema.Leaves.Select(static leaf => leaf.Name), Encoding.UTF8.GetString(written).Split('\n')[0].TrimEnd('\r').Split(';'));
        Everything[] back = RecordText.Read<Everything>(written, new TextOptions { Delimiter = ';', Header = HeaderMode.MapByName });
        Assert.True(MemoryMarshal.AsBytes(back.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(expected.AsSpan())));
    }

    /// <summary>Rows filtered and columns computed by Sep, then added to a segment.</summary>
    [Fact]
    public void RowsOfSepGoToASegment()
    {
        using var directory = new TempDirectory();
        string path = directory.Write("calls.csv", "chr,pos,c,t\nchr1,1,3,1\nchrM,2,1,1\nchr2,3,0,4\n");
        using SepReader reader = Sep.Reader().FromFile(path);
        using SharedRecordWriter<CpgSite> segment = SharedRecords.Create<CpgSite>();
        foreach (SepReader.Row row in reader)
        {
            if (!row["chr"].Span.SequenceEqual("chrM"))
            {
                (int c, int t) = (row["c"].Parse<int>(), row["t"].Parse<int>());
                segment.Add(row["chr"].ToString(), row["pos"].Parse<int>(), 100f * c / (c + t), c, t);
            }
        }

        using SharedRecords<CpgSite> sites = segment.Publish();
        Assert.Equal([new CpgSite("chr1", 1, 75, 3, 1), new CpgSite("chr2", 3, 0, 0, 4)], sites.Records.ToArray());
    }

    /// <summary>Random tables with quotes, delimiters and line ends in quotes, doubled quotes: Sep splits them as every kernel does.</summary>
    [Fact]
    public void SepSplitsQuotesTheSame()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var text = new StringBuilder();
            for (int row = random.Next(1, 400); row > 0; row--)
            {
                string[] cells = [Cell(random), .. Enumerable.Range(0, 4).Select(_ => random.Next(3) == 0 ? $"\"{random.Next(100)}\"" : random.Next(100).ToString(CultureInfo.InvariantCulture))];
                text.AppendJoin(',', cells).Append('\n');
            }

            using SepReader reader = Sep.New(',').Reader(static options => options with { HasHeader = false, Unescape = true }).FromText(text.ToString());
            var expected = new List<CpgSite>();
            foreach (SepReader.Row row in reader)
            {
                expected.Add(CpgSite.Parse(row));
            }

            byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
            foreach (TextKernel kernel in Enum.GetValues<TextKernel>())
            {
                CpgSite[] read = RecordText.Read<CpgSite>(bytes, TextOptions.Csv with { Header = HeaderMode.None, CommentPrefixes = [], Kernel = kernel });
                Assert.True(expected.SequenceEqual(read), $"seed {seed}, {kernel}");
            }
        }
    }

    private static string Cell(Random random) => random.Next(8) switch
    {
        0 => "\"a,b\"",
        1 => "\"say \"\"x\"\"\"",
        2 => "\"a\nb\"",
        3 => "\"\"",
        4 => "\"é\"",
        5 => "\"chr1\"",
        6 => "",
        _ => "chr2",
    };
}
