// How fast text tables are read, as ratios: each line is one table read by two readers, turn by turn, the median of the
// runs of each, in wall time and in processor time (the latter is what counts where other programs run beside it).
//   dotnet run -c Release [-- ROWS [DIRECTORY]]
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using CsvHelper;
using SchemaToolkit;
using SchemaToolkit.Benchmarks;

const int Runs = 5;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int rows = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2_000_000;
string directory = args.Length > 1 ? args[1] : Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "tables")).FullName;
var tables = new Tables(directory, rows);
TextOptions tab = TextOptions.Tsv with { DegreeOfParallelism = 1 };
TextOptions blanks = TextOptions.Whitespace with { DegreeOfParallelism = 1 };
var byTab = new { delimiter = "\t" };
string python = Environment.GetEnvironmentVariable("SCHEMATOOLKIT_PYTHON") ?? "/usr/bin/python3";

Console.WriteLine($"{rows} rows, {Environment.ProcessorCount} x {Processor()}, .NET {Environment.Version}, medians of {Runs}\n");
Console.WriteLine("| table | reader | against | ms | ms of the other | ratio | by processor time |");
Console.WriteLine("|---|---|---|---:|---:|---:|---:|");
Against<Site>("reference, tabs", "1 thread", tables.Reference, tab, byTab);
Against<Site>("reference, tabs", "1 thread, AVX2", tables.Reference, tab with { Kernel = TextKernel.Avx2 }, byTab);
Against<Site>("reference, tabs", "1 thread, no vectors", tables.Reference, tab with { Kernel = TextKernel.Scalar }, byTab);
Against<Site>("reference, tabs", "1 thread", tables.Reference, tab, byTab, "pandas");
Print("reference, tabs", "1 thread", "CsvHelper", Measure(() => Load<Site>(tables.Reference, tab)), Measure(CsvHelperSites));
Print("reference, tabs", "2 threads", "1 thread", Measure(() => Load<Site>(tables.Reference, tab with { DegreeOfParallelism = 2 })), Measure(() => Load<Site>(tables.Reference, tab)));
Print("reference, tabs", "2 threads, shared memory", "1 thread, shared memory", Measure(() => Share<Site>(tables.Reference, tab with { DegreeOfParallelism = 2 })), Measure(() => Share<Site>(tables.Reference, tab)));
Against<Site>("blanks", "1 thread", tables.Blanks, blanks, new { });
Against<Site>("negative numbers", "1 thread", tables.Negative, tab, byTab);
Against<Site>("six decimals", "1 thread", tables.SixDecimals, tab, byTab);
Against<WideSite>("15 decimals, f8", "1 thread", tables.Fractions, tab, byTab);
Against<LongSite>("long names", "1 thread", tables.LongNames, tab, byTab);
Against<Site>("CR LF", "1 thread", tables.CrLf, tab, byTab);
Against<Numbers>("20 numbers", "1 thread", tables.Numbers, tab, byTab);
Against<Radiation>("48 columns, blanks", "1 thread", tables.Radiation, blanks, new { });
Against<Radiation>("48 columns, nulls", "1 thread", tables.Radiation, blanks with { NullValues = ["-9999.9"] }, new { });
Against<Site>("columns in another order", "1 thread", tables.Reference, tab with { Columns = [0, 3, 2, 4, 1] }, new { delimiter = "\t", usecols = (int[])[0, 3, 2, 4, 1] });
Against<Others>("f2, >i4, >f8, U4, bool", "1 thread", tables.Others, tab, byTab);
Print("gzip", "2 threads", "GZipStream to nowhere", Measure(() => Load<Site>(tables.Gzip, tab with { DegreeOfParallelism = 2 })), Measure(Decompress));
Print("BGZF", "2 threads", "1 thread", Measure(() => Load<Site>(tables.Bgzf, tab with { DegreeOfParallelism = 2 })), Measure(() => Load<Site>(tables.Bgzf, tab)));

void Against<T>(string table, string reader, string path, TextOptions options, object peerOptions, string peer = "np.loadtxt")
    where T : unmanaged, ISharedRecord<T>
    => Print(table, reader, peer, Measure(() => Load<T>(path, options)), Peer<T>(peer, path, peerOptions));

static void Load<T>(string path, TextOptions options)
    where T : unmanaged, ISharedRecord<T>
{
    using RecordBuffer<T> records = RecordText.Load<T>(path, options);
}

static void Share<T>(string path, TextOptions options)
    where T : unmanaged, ISharedRecord<T>
{
    using SharedRecords<T> records = RecordText.LoadShared<T>(path, options);
}

void CsvHelperSites()
{
    using CsvReader csv = CsvReader.FromFile(tables.Reference, new CsvReaderOptions { Separator = '\t', HasHeader = false });
    var sites = new List<Site>();
    while (csv.Read())
    {
        sites.Add(new Site { chr = csv.GetString(0), pos = csv.Parse<int>(1), pct = csv.Parse<float>(2), c = csv.Parse<int>(3), t = csv.Parse<int>(4) });
    }
}

void Decompress()
{
    using var gzip = new GZipStream(File.OpenRead(tables.Gzip), CompressionMode.Decompress);
    gzip.CopyTo(Stream.Null);
}

// The first run warms up the file's pages and the compiler, and is left out.
static List<(double Wall, double Cpu)> Measure(Action read)
{
    var times = new List<(double, double)>();
    for (int run = 0; run < Runs + 2; run++)
    {
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        read();
        if (run > 1)
        {
            times.Add((Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds));
        }
    }

    return times;
}

List<(double Wall, double Cpu)> Peer<T>(string peer, string path, object options)
    where T : unmanaged, ISharedRecord<T>
{
    string dtype = JsonSerializer.Serialize(T.Schema.Leaves.Select(static leaf => (string[])[leaf.Name, leaf.Type.ToString()]));
    var start = new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "peer.py"), peer, path, Runs.ToString(CultureInfo.InvariantCulture), dtype, JsonSerializer.Serialize(options)]) { RedirectStandardOutput = true };
    using Process process = Process.Start(start)!;
    string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    process.WaitForExit();
    return [.. lines.Select(static line => line.Split(' ')).Select(static cells => (double.Parse(cells[0], CultureInfo.InvariantCulture), double.Parse(cells[1], CultureInfo.InvariantCulture)))];
}

static void Print(string table, string reader, string against, List<(double Wall, double Cpu)> ours, List<(double Wall, double Cpu)> theirs)
{
    double wall = Median(ours.Select(static time => time.Wall));
    double other = Median(theirs.Select(static time => time.Wall));
    double cpu = Median(theirs.Select(static time => time.Cpu)) / Median(ours.Select(static time => time.Cpu));
    Console.WriteLine($"| {table} | {reader} | {against} | {wall * 1000:0} | {other * 1000:0} | {other / wall:0.0} | {cpu:0.0} |");
}

static double Median(IEnumerable<double> values)
{
    double[] sorted = [.. values.Order()];
    return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
}

static string Processor()
    => File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown processor";
