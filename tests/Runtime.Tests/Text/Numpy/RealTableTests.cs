using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Text;

/// <summary>Real files, with the answers of real numpy and pandas.</summary>
public class RealTableTests
{
    private static readonly TextOptions _tsvWithHeader = TextOptions.Tsv with { Header = HeaderMode.Skip };
    private static readonly TextOptions _bismark = TextOptions.Tsv with { Columns = [0, 1, 3, 4, 5] };
    private static readonly TextOptions _bismarkCut = _bismark with { StringOverflow = StringOverflow.Truncate };

    private static readonly Dictionary<string, (Reader Reader, TextOptions Options)> _reads = new()
    {
        ["methylkit-test1-all"] = (Of<MethylKitCall>(), _tsvWithHeader),
        ["methylkit-test1-ws"] = (Of<MethylKitCall>(), TextOptions.Whitespace with { SkipLines = 1 }),
        ["methylkit-test1-S10"] = (Of<MethylKitCallS10>(), _tsvWithHeader with { StringOverflow = StringOverflow.Truncate }),
        ["methylkit-control1-5col"] = (Of<MethylKitPart>(), _tsvWithHeader with { Columns = [1, 2, 5, 4] }),
        ["methylkit-control1-5col by name"] = (Of<MethylKitByName>(), TextOptions.Tsv with { Header = HeaderMode.MapByName }),
        ["methylkit-tabix-bgzf"] = (Of<TabixCall>(), TextOptions.Tsv),
        ["bismark-cov"] = (Of<CpgSite>(), _bismarkCut),
        ["bismark-cov-S32"] = (Of<CpgSiteS32>(), _bismark),
        ["bismark-cov-ws"] = (Of<CpgSite>(), TextOptions.Whitespace with { Columns = [0, 1, 3, -2, -1], StringOverflow = StringOverflow.Truncate }),
        ["bismark-cytosine-report"] = (Of<CytosineReport>(), TextOptions.Tsv),
        ["bismark-cov-plain"] = (Of<CpgSite>(), _bismark),
        ["macs-bedgraph"] = (Of<BedGraph>(), TextOptions.Tsv),
        ["noaa-co2"] = (Of<CarbonDioxide>(), TextOptions.Whitespace with { SkipLines = 73 }),
        ["noaa-co2-nulls"] = (Of<CarbonDioxide>(), TextOptions.Whitespace with { Header = HeaderMode.Skip, NullValues = ["-99.99"] }),
        ["nasa-gistemp"] = (Of<TemperatureYear>(), TextOptions.Csv with { Header = HeaderMode.MapByName, NullValues = ["***"] }),
        ["surfrad"] = (Of<Radiation>(), TextOptions.Whitespace with { SkipLines = 2 }),
        ["surfrad-nulls"] = (Of<Radiation>(), TextOptions.Whitespace with { SkipLines = 2, NullValues = ["-9999.9"] }),
        ["global-temp"] = (Of<MonthlyMean>(), TextOptions.Csv with { Header = HeaderMode.Skip }),
        ["constellations"] = (Of<Constellation>(), TextOptions.Whitespace),
    };

    private static readonly Dictionary<string, (Reader Reader, TextOptions Options, TextErrorReason Reason)> _errors = new()
    {
        ["bismark-cov-S10"] = (Of<CpgSite>(), _bismark, TextErrorReason.TooLong),
        ["methylkit-header"] = (Of<MethylKitCall>(), TextOptions.Tsv, TextErrorReason.Conversion),
        ["methylkit-chrBase-S10"] = (Of<MethylKitCallS10>(), _tsvWithHeader, TextErrorReason.TooLong),
        ["gistemp-no-nulls"] = (Of<TemperatureYear>(), TextOptions.Csv with { SkipLines = 1 }, TextErrorReason.Conversion),
        ["pos-i2-overflow"] = (Of<ShortPosition>(), TextOptions.Tsv with { Columns = [0, 1, 3] }, TextErrorReason.Overflow),
        ["pct-as-int"] = (Of<IntegerPercentage>(), TextOptions.Tsv with { Columns = [1, 5], SkipLines = 1 }, TextErrorReason.Conversion),
    };

    private delegate byte[] Reader(TextSource source, TextOptions options, TextReadReport? report = null);

    public static TheoryData<string> Reads => [.. _reads.Keys];

    public static TheoryData<string> Errors => [.. _errors.Keys];

    [RealDataTheory]
    [MemberData(nameof(Reads))]
    public void ReadsWhatNumpyReads(string id)
    {
        JsonElement expected = Find("expected.json", id.Split(' ')[0]);
        (Reader read, TextOptions options) = _reads[id];
        string path = RealData.File(expected.GetProperty("file").GetString()!);
        foreach (TextKernel kernel in Enum.GetValues<TextKernel>())
        {
            Check(path, options with { Kernel = kernel });
        }

        // Cut anywhere, and by any number of threads.
        byte[] file = File.ReadAllBytes(path);
        foreach (int chunk in (int[])[1, 2, 3, 7, 4096])
        {
            Check(new ChunkedStream(file, chunk), options with { BufferSize = 10_000 });
        }

        for (int threads = 1; threads < 5; threads++)
        {
            Check(path, options with { BufferSize = 1000, DegreeOfParallelism = threads });
        }

        void Check(TextSource source, TextOptions forced)
        {
            byte[] packed = read(source, forced);
            Assert.Equal(expected.GetProperty("rows").GetInt32() * expected.GetProperty("itemsize").GetInt32(), packed.Length);
            Assert.Equal(expected.GetProperty("packed_sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(packed)));
        }
    }

    [RealDataTheory]
    [MemberData(nameof(Errors))]
    public void NamesTheFirstBadCell(string id)
    {
        JsonElement expected = Find("expected-errors.json", id);
        JsonElement first = expected.GetProperty("strict").GetProperty("first");
        (Reader read, TextOptions options, TextErrorReason reason) = _errors[id];
        string path = RealData.File(expected.GetProperty("file").GetString()!);
        foreach (TextKernel kernel in Enum.GetValues<TextKernel>())
        {
            var error = Assert.Throws<RecordTextException>(() => read(path, options with { Kernel = kernel }));
            Assert.Equal(path, error.Path);
            Assert.Equal(first.GetProperty("line").GetInt64(), error.LineNumber);
            Assert.Equal(first.GetProperty("column").GetInt32(), error.ColumnIndex);
            Assert.Equal(first.GetProperty("field").GetString(), error.FieldName);
            Assert.Equal(first.GetProperty("cell").GetString(), error.Text);
            Assert.Equal(reason, error.Reason);
            Assert.Contains($"line {error.LineNumber}", error.Message);
        }
    }

    [RealDataTheory]
    [MemberData(nameof(Errors))]
    public void LeavesBadRowsOutAndSaysWhich(string id)
    {
        JsonElement expected = Find("expected-errors.json", id);
        JsonElement skip = expected.GetProperty("skip");
        JsonElement[] bad = [.. skip.GetProperty("bad").EnumerateArray()];
        (Reader read, TextOptions options, _) = _errors[id];
        if (id == "methylkit-chrBase-S10" || id == "pct-as-int")
        {
            options = options with { Header = HeaderMode.None, SkipLines = 1 };
        }

        foreach (TextKernel kernel in Enum.GetValues<TextKernel>())
        {
            foreach (ErrorPolicy policy in (ErrorPolicy[])[ErrorPolicy.Skip, ErrorPolicy.Collect])
            {
                var report = new TextReadReport();
                byte[] packed = read(RealData.File(expected.GetProperty("file").GetString()!), options with { Kernel = kernel, ErrorPolicy = policy, MaxErrors = int.MaxValue }, report);
                Assert.Equal(skip.GetProperty("packed_sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(packed)));
                Assert.Equal(skip.GetProperty("rows").GetInt64(), report.Rows);
                Assert.Equal(skip.GetProperty("bad_lines").GetInt64(), report.SkippedLines);
                Assert.Equal(report.ErrorCount, report.Errors.Count);
                TextError[] first = [.. report.Errors.DistinctBy(static error => error.LineNumber)];
                Assert.Equal(report.SkippedLines, first.Length);
                Assert.Equal(
                    bad.Select(static error => (error.GetProperty("line").GetInt64(), error.GetProperty("field").GetString(), error.GetProperty("column").GetInt32(), error.GetProperty("cell").GetString())),
                    first.Take(bad.Length).Select(static error => (error.LineNumber, error.FieldName, error.ColumnIndex, error.Text)));
            }
        }
    }

    [RealDataFact]
    public void EveryReadAndErrorIsTested()
    {
        Assert.Equal(Ids("expected.json"), _reads.Keys.Where(static id => !id.Contains(' ')).Order());
        Assert.Equal(Ids("expected-errors.json"), _errors.Keys.Order());
    }

    private static Reader Of<T>()
        where T : unmanaged, ISharedRecord<T>
        => static (source, options, report) => MemoryMarshal.AsBytes(RecordText.Read<T>(source, options, report).AsSpan()).ToArray();

    private static JsonElement Find(string file, string id) => All(file).Single(read => read.GetProperty("id").GetString() == id);

    private static IEnumerable<string?> Ids(string file) => All(file).Select(static read => read.GetProperty("id").GetString()).Order();

    private static List<JsonElement> All(string file) => JsonSerializer.Deserialize<List<JsonElement>>(File.ReadAllText(RealData.File(file)))!;
}
