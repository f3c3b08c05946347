using System.IO.Compression;
using System.Text;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Text;

/// <summary>Several threads: the same records, the same first error, the same counts as one.</summary>
public class ParallelTests
{
    private static readonly byte[] _table = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 30_000).Select(static i => FormattableString.Invariant($"chr{i % 22}\t{i}\t{i % 101 / 4.0}\t{i % 60}\t{i % 7}\n"))));

    private static readonly TextOptions _quoted = TextOptions.Csv with { Header = HeaderMode.None, StringOverflow = StringOverflow.Truncate };

    [Fact]
    public void AnyNumberOfThreadsReadsTheSame()
    {
        for (int seed = 0; seed < 120; seed++)
        {
            var table = new LaneTable(seed);
            byte[] text = table.Write(LaneTable.Kinds.Cpg);
            foreach (TextOptions options in (TextOptions[])[table.Options, table.Options with { ErrorPolicy = ErrorPolicy.Collect }, table.Options with { MaxRows = 77, StringOverflow = StringOverflow.Truncate }, table.Options with { MaxLineLength = 60, ErrorPolicy = ErrorPolicy.Skip }])
            {
                EveryWay.Answer one = Read(1, 64);
                foreach ((int threads, int buffer) in (ReadOnlySpan<(int, int)>)[(2, 64), (3, 300), (7, 100)])
                {
                    EveryWay.Answer other = Read(threads, buffer);
                    Assert.True(one == other, $"{table} by {threads} threads: {other}, not {one}");
                }

                EveryWay.Answer Read(int threads, int buffer)
                    => EveryWay.Try(report => RecordText.Read<CpgSite>(new MemoryStream(text), options with { DegreeOfParallelism = threads, BufferSize = buffer }, report));
            }
        }
    }

    /// <summary>Wherever the lines are cut: within quotes or outside, and also where what is in quotes looks like rows.</summary>
    [Fact]
    public void QuotesMayHoldLineEndsWhereverTheTextIsCut()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var text = new StringBuilder();
            double open = random.Next(3) == 0 ? 0.002 : 0;
            double lines = random.Next(3) switch { 0 => 0.01, 1 => 0.5, _ => 0 };
            for (int row = 0; row < 3000; row++)
            {
                string cell = random.NextDouble() < lines ? $"\"{string.Concat(Enumerable.Repeat("chr,1,2,3,4\n", random.Next(1, 30)))}\"" : random.NextDouble() < open ? "\"chr" : random.Next(2) == 0 ? "\"chr\"" : "chr";
                text.Append(cell).Append($",{row},0.5,1,2").Append(random.Next(50) == 0 ? "\r" : "").Append('\n');
            }

            byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
            foreach (TextOptions options in (TextOptions[])[_quoted, _quoted with { ErrorPolicy = ErrorPolicy.Collect }, _quoted with { MaxLineLength = 200, ErrorPolicy = ErrorPolicy.Skip }, _quoted with { MaxRows = 2000 }])
            {
                EveryWay.Answer one = Read(1, 1000);
                foreach ((int threads, int buffer) in (ReadOnlySpan<(int, int)>)[(2, 64), (3, 1000), (4, 10_000)])
                {
                    EveryWay.Answer other = Read(threads, buffer);
                    Assert.True(one == other, $"seed {seed}, {threads} threads, {buffer} bytes: {other.Error ?? other.Report}, not {one.Error ?? one.Report}");
                }

                EveryWay.Answer Read(int threads, int buffer)
                    => EveryWay.Try(report => RecordText.Read<CpgSite>(new MemoryStream(bytes), options with { DegreeOfParallelism = threads, BufferSize = buffer }, report));
            }
        }
    }

    [Fact]
    public void TheFirstErrorIsReportedWhereverTheOthersAre()
    {
        using var directory = new TempDirectory();
        byte[] text = [.. _table];
        int[] places = [.. new[] { 500_000, 300_000, 299_000 }.Select(at => Array.IndexOf(text, (byte)'\n', at) + 1)];
        foreach (int place in places)
        {
            text[place + 6] = (byte)'x';
            File.WriteAllBytes(directory["t"], text);
            for (int threads = 1; threads < 5; threads++)
            {
                TextOptions options = TextOptions.Tsv with { DegreeOfParallelism = threads, BufferSize = 4096 };
                var error = Assert.Throws<RecordTextException>(() => RecordText.Read<CpgSite>(directory["t"], options));
                Assert.Equal(text.AsSpan(0, place).Count((byte)'\n') + 1, error.LineNumber);
                using SharedRecordWriter<CpgSite> writer = SharedRecords.Create<CpgSite>();
                Assert.Throws<RecordTextException>(() => RecordText.ReadInto(writer, directory["t"], options));
            }
        }
    }

    [Fact]
    public void SharedMemoryIsWrittenByEveryThread()
    {
        using var directory = new TempDirectory();
        File.WriteAllBytes(directory["t"], _table);
        CpgSite[] expected = RecordText.Read<CpgSite>(_table, TextOptions.Tsv);
        for (int threads = 1; threads < 5; threads++)
        {
            TextOptions options = TextOptions.Tsv with { DegreeOfParallelism = threads, BufferSize = 10_000 };
            using SharedRecords<CpgSite> shared = RecordText.LoadShared<CpgSite>(directory["t"], options);
            Assert.True(shared.Records.SequenceEqual(expected));
            using SharedRecordWriter<CpgSite> writer = SharedRecords.Create<CpgSite>();
            writer.Add("first", 1, 2f, 3, 4);
            Assert.Equal(expected.Length, RecordText.ReadInto(writer, directory["t"], options));
            writer.Add("last", 1, 2f, 3, 4);
            using SharedRecords<CpgSite> all = writer.Publish();
            Assert.True(all.Records[1..^1].SequenceEqual(expected) && all.Records[0].Chr == "first" && all.Records[^1].Chr == "last");
        }
    }

    [Fact]
    public void OtherLineEndsAndLongLinesAreReadInOrder()
    {
        string rows = Encoding.UTF8.GetString(_table);
        byte[] mixed = Encoding.UTF8.GetBytes(rows[..200_000].Replace('\n', '\r') + rows[200_000..]);
        Assert.Equal(RecordText.Read<CpgSite>(_table, TextOptions.Tsv), RecordText.Read<CpgSite>(new MemoryStream(mixed), TextOptions.Tsv with { DegreeOfParallelism = 3, BufferSize = 5000 }));
        byte[] commented = Encoding.UTF8.GetBytes(rows[..200_011] + "\n#" + new string('x', 100_000) + "\n" + rows[..1000]);
        foreach (TextOptions options in (TextOptions[])[TextOptions.Tsv, TextOptions.Tsv with { MaxLineLength = 50_000 }, TextOptions.Tsv with { MaxLineLength = 50_000, ErrorPolicy = ErrorPolicy.Skip }])
        {
            EveryWay.Answer[] answers = [.. new[] { 1, 2, 4 }.Select(threads => EveryWay.Try(report => RecordText.Read<CpgSite>(new MemoryStream(commented), options with { DegreeOfParallelism = threads, BufferSize = 2000 }, report)))];
            Assert.Single(answers.Distinct());
        }
    }

    [Fact]
    public void CompressedTablesAndDamageAreTheSame()
    {
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(_table);
        }

        byte[] whole = file.ToArray();
        TextOptions options = TextOptions.Tsv with { DegreeOfParallelism = 3, BufferSize = 7000 };
        Assert.Equal(RecordText.Read<CpgSite>(_table, TextOptions.Tsv), RecordText.Read<CpgSite>(whole, options));
        foreach (int length in (int[])[whole.Length / 2, whole.Length - 5])
        {
            var error = Assert.Throws<RecordTextException>(() => RecordText.Read<CpgSite>(whole.AsSpan(0, length), options));
            Assert.Equal(TextErrorReason.Truncated, error.Reason);
        }
    }
}
