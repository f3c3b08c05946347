// Measures columns, as ratios to numpy's on the same bytes: above 1 the toolkit is faster.
//   dotnet run --project benchmarks/columns -c Release [-- --rows N] [--runs N] [--filter TEXT]
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using SchemaToolkit;
using SchemaToolkit.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string Option(string name, string usual) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : usual;
int rows = int.Parse(Option("--rows", "10000000"));
int runs = int.Parse(Option("--runs", "7"));
string filter = Option("--filter", "");
string folder = Directory.CreateTempSubdirectory("schematoolkit-columns-").FullName;
double sink = 0;
try
{
    using var peer = new PythonPeer(folder);
    Console.WriteLine($"{rows} values, .NET {Environment.Version}, medians of {runs}\n");
    Console.WriteLine("| what | of | ms | ms of numpy | ratio |");
    Console.WriteLine("|---|---|---:|---:|---:|");
    var random = new Random(1);

    using RecordBuffer<CpgSite> sites = Use("sites", Make(i => new CpgSite($"chr{random.Next(1, 23)}", i * 7, random.NextSingle() * 100, random.Next(60), random.Next(60))));
    var ints = new int[rows];
    var floats = new float[rows];
    var texts = new S10[rows];
    Line("sum", "sites pos", () => sink += sites.Columns.Pos.Sum());
    Line("min", "sites pos", () => sink += sites.Columns.Pos.Min());
    Line("max", "sites pos", () => sink += sites.Columns.Pos.Max());
    Line("mean", "sites pos", () => sink += sites.Columns.Pos.Mean());
    Line("std", "sites pos", () => sink += sites.Columns.Pos.Std());
    Line("copy", "sites pos", () => sites.Columns.Pos.CopyTo(ints));
    Line("where", "sites c", () => sink += sites.Columns.C.Where(static c => c > 5).Length);
    Line("sort", "sites c", () => sink += sites.Columns.C.ArgSort().Length);
    Line("sum", "sites pct", () => sink += sites.Columns.Pct.Sum());
    Line("min", "sites pct", () => sink += sites.Columns.Pct.Min());
    Line("std", "sites pct", () => sink += sites.Columns.Pct.Std());
    Line("nansum", "sites pct", () => sink += sites.Columns.Pct.NanSum());
    Line("copy", "sites pct", () => sites.Columns.Pct.CopyTo(floats));
    Line("copy", "sites chr", () => sites.Columns.Chr.CopyTo(texts));
    Line("group", "sites chr", () => sink += sites.Columns.Chr.GroupBy().Length);

    using RecordBuffer<I1> i1 = Use("i1", Make(_ => new I1((sbyte)random.Next(-128, 128))));
    sbyte[] i1Copy = new sbyte[rows];
    Lines(
        "i1",
        () => i1.Columns.X.Sum(),
        () => i1.Columns.X.Min(),
        () => i1.Columns.X.Mean(),
        () => i1.Columns.X.Std(),
        () => i1.Columns.X.CopyTo(i1Copy));

    using RecordBuffer<U1> u1 = Use("u1", Make(_ => new U1((byte)random.Next(256))));
    byte[] u1Copy = new byte[rows];
    Lines(
        "u1",
        () => u1.Columns.X.Sum(),
        () => u1.Columns.X.Min(),
        () => u1.Columns.X.Mean(),
        () => u1.Columns.X.Std(),
        () => u1.Columns.X.CopyTo(u1Copy));

    using RecordBuffer<I2> i2 = Use("i2", Make(_ => new I2((short)random.Next(-32768, 32768))));
    short[] i2Copy = new short[rows];
    Lines(
        "i2",
        () => i2.Columns.X.Sum(),
        () => i2.Columns.X.Min(),
        () => i2.Columns.X.Mean(),
        () => i2.Columns.X.Std(),
        () => i2.Columns.X.CopyTo(i2Copy));

    using RecordBuffer<I4> i4 = Use("i4", Make(_ => new I4(random.Next())));
    Lines(
        "i4",
        () => i4.Columns.X.Sum(),
        () => i4.Columns.X.Min(),
        () => i4.Columns.X.Mean(),
        () => i4.Columns.X.Std(),
        () => i4.Columns.X.CopyTo(ints));

    using RecordBuffer<I8> i8 = Use("i8", Make(_ => new I8(random.Next())));
    long[] i8Copy = new long[rows];
    Lines(
        "i8",
        () => i8.Columns.X.Sum(),
        () => i8.Columns.X.Min(),
        () => i8.Columns.X.Mean(),
        () => i8.Columns.X.Std(),
        () => i8.Columns.X.CopyTo(i8Copy));

    using RecordBuffer<U8> u8 = Use("u8", Make(_ => new U8((ulong)random.Next())));
    ulong[] u8Copy = new ulong[rows];
    Lines(
        "u8",
        () => u8.Columns.X.Sum(),
        () => u8.Columns.X.Min(),
        () => u8.Columns.X.Mean(),
        () => u8.Columns.X.Std(),
        () => u8.Columns.X.CopyTo(u8Copy));

    using RecordBuffer<F4> f4 = Use("f4", Make(_ => new F4(random.NextSingle())));
    Lines(
        "f4",
        () => f4.Columns.X.Sum(),
        () => f4.Columns.X.Min(),
        () => f4.Columns.X.Mean(),
        () => f4.Columns.X.Std(),
        () => f4.Columns.X.CopyTo(floats));
    Line("nansum", "f4 x", () => sink += f4.Columns.X.NanSum());

    using RecordBuffer<F8> f8 = Use("f8", Make(_ => new F8(random.NextDouble())));
    double[] f8Copy = new double[rows];
    Lines(
        "f8",
        () => f8.Columns.X.Sum(),
        () => f8.Columns.X.Min(),
        () => f8.Columns.X.Mean(),
        () => f8.Columns.X.Std(),
        () => f8.Columns.X.CopyTo(f8Copy));
    Line("nansum", "f8 x", () => sink += f8.Columns.X.NanSum());

    using RecordBuffer<Text> s10 = Use("s10", Make(_ => new Text($"chr{random.Next(1, 23)}")));
    Line("copy", "s10 x", () => s10.Columns.X.CopyTo(texts));

    void Lines(string name, Func<double> sum, Func<double> min, Func<double> mean, Func<double> std, Action copy)
    {
        Line("sum", $"{name} x", () => sink += sum());
        Line("min", $"{name} x", () => sink += min());
        Line("mean", $"{name} x", () => sink += mean());
        Line("std", $"{name} x", () => sink += std());
        Line("copy", $"{name} x", copy);
    }

    void Line(string what, string of, Action run)
    {
        string title = $"{what} {of}";
        if (!title.Contains(filter, StringComparison.Ordinal))
        {
            return;
        }

        var own = new double[runs];
        var other = new double[runs];
        for (int i = -3; i < runs; i++)
        {
            long start = Stopwatch.GetTimestamp();
            run();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            double theirs = peer.Run(title);
            if (i >= 0)
            {
                (own[i], other[i]) = (seconds, theirs);
            }
        }

        Console.WriteLine($"| {what} | {of} | {Median(own) * 1e3:F2} | {Median(other) * 1e3:F2} | {Median(other) / Median(own):F2} |");
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}

return double.IsNaN(sink) ? 1 : 0;

T[] Make<T>(Func<int, T> make)
{
    var values = new T[rows];
    for (int i = 0; i < rows; i++)
    {
        values[i] = make(i);
    }

    return values;
}

RecordBuffer<T> Use<T>(string name, T[] values)
    where T : unmanaged, ISharedRecord<T>
{
    // In large pages, as numpy's own arrays.
    string path = Path.Combine(folder, name);
    RecordNpy.Save($"{path}.npy", values);
    using (RecordHdf5 file = RecordHdf5.Create(path, Durability.Process))
    {
        file.Write("x", values);
        file.Complete();
    }

    using RecordHdf5 read = RecordHdf5.OpenRead(path);
    using Hdf5Dataset<T> dataset = read.OpenDataset<T>("x");
    return dataset.Load();
}

static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
