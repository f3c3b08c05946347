using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using SchemaToolkit;
using SchemaToolkit.Benchmarks;

// What segments cost: ratios and times of one run, medians, each beside its bar.
//   dotnet run --project benchmarks/segments -c Release [-- ROUNDS]
int rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 15;
const int Large = 5_000_000;
CpgSite[] sites = [.. Enumerable.Range(0, 4096).Select(static i => new CpgSite($"chr{i % 22}", i, i / 4f, i % 60, i % 7))];
int batches = Large / sites.Length;
byte[] warm = GC.AllocateUninitializedArray<byte>(batches * sites.Length * CpgSite.Schema.Size, pinned: true);
int failed = 0;
Console.WriteLine($"{batches * (long)sites.Length} records, {warm.Length >> 20} MB; medians of {rounds} rounds\n");
Console.WriteLine("| what | measured | bar |");
Console.WriteLine("|---|---:|---:|");

double[] fill = Measure.InTurns(
    rounds,
    () => Measure.Of(() =>
    {
        ReadOnlySpan<byte> from = MemoryMarshal.AsBytes<CpgSite>(sites);
        for (int i = 0; i < batches; i++)
        {
            from.CopyTo(warm.AsSpan(i * from.Length));
        }
    }),
    () =>
    {
        using SharedRecordWriter<CpgSite> writer = SharedRecords.Create<CpgSite>();
        return Measure.Of(() =>
        {
            for (int i = 0; i < batches; i++)
            {
                writer.Add(sites);
            }
        });
    },
    () =>
    {
        // What the kernel takes for the same bytes without us.
        string path = $"/dev/shm/bench-{Environment.ProcessId}";
        using SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        return Measure.Of(() =>
        {
            ReadOnlySpan<byte> from = MemoryMarshal.AsBytes<CpgSite>(sites);
            for (int i = 0; i < batches; i++)
            {
                RandomAccess.Write(file, from, i * (long)from.Length);
            }
        });
    },
    () =>
    {
        SharedRecordArray<CpgSite>? array = null;
        TimeSpan time = Measure.Of(() => array = SharedRecords.CreateArray<CpgSite>(batches * (long)sites.Length));
        array!.Dispose();
        return time;
    });
Ratio("filling a fresh segment / memcpy into warm memory", fill[1] / fill[0], 2.6);
Ratio("filling a fresh segment / pwrite of the same bytes into a fresh file of memory", fill[1] / fill[2], 1.05);
Ratio("CreateArray / filling a fresh segment", fill[3] / fill[1], 1.0);

foreach (int rows in new[] { 100, Large })
{
    using SharedRecords<CpgSite> shared = Filled(rows, null).Publish();
    using SharedRecords<CpgSite> named = Filled(rows, $"bench-{Environment.ProcessId}").Publish();
    double[] attach = Measure.InTurns(2000, () => Attach(shared.Reference), () => Attach(named.Reference));
    Microseconds($"attach, without a name, {rows} records", attach[0], 12);
    Microseconds($"attach, with a name, {rows} records", attach[1], 12);
    double publish = Measure.InTurns(rows == Large ? rounds : 500, () => Publish(rows))[0];
    Microseconds($"publish, {rows} records", publish, 20);
}

Microseconds(
    "create, publish and dispose, with a name",
    Measure.InTurns(1000, static () => Measure.Of(static () =>
    {
        using SharedRecordWriter<CpgSite> writer = SharedRecords.Create<CpgSite>("bench-round");
        writer.Add(new CpgSite("chr1", 1, 2, 3, 4));
        writer.Publish().Dispose();
    }))[0],
    100);
return failed;

SharedRecordWriter<CpgSite> Filled(int rows, string? name)
{
    SharedRecordWriter<CpgSite> writer = SharedRecords.Create<CpgSite>(name);
    for (int left = rows; left > 0; left -= sites.Length)
    {
        writer.Add(sites.AsSpan(0, Math.Min(left, sites.Length)));
    }

    return writer;
}

TimeSpan Publish(int rows)
{
    using SharedRecordWriter<CpgSite> writer = Filled(rows, null);

    // To write many rows drives everything else out of the processor's caches, and to get it back is no cost of the size.
    for (int i = 0; i < 3; i++)
    {
        Filled(1, null).Publish().Dispose();
    }

    SharedRecords<CpgSite>? shared = null;
    TimeSpan time = Measure.Of(() => shared = writer.Publish());
    shared!.Dispose();
    return time;
}

static TimeSpan Attach(string reference) => Measure.Of(() => SharedRecords.Open<CpgSite>(reference).Dispose());

void Ratio(string what, double value, double bar) => Line(what, value, bar, "");

void Microseconds(string what, double seconds, double bar) => Line(what, seconds * 1e6, bar, " µs");

void Line(string what, double value, double bar, string unit)
{
    failed += value > bar ? 1 : 0;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {value:0.0#}{unit} | {bar:0.0}{unit} |{(value > bar ? " missed" : "")}"));
}
