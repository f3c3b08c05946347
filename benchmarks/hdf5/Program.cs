// Measures how fast HDF5 files are written and read, as ratios to h5py. README.md in the folder above says what is compared.
//   dotnet run --project benchmarks/hdf5 -c Release -- [--rows N] [--runs N] [--directory D] [--filter TEXT]
using System.Diagnostics;
using System.Globalization;
using SchemaToolkit;
using SchemaToolkit.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string Option(string name, string usual) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : usual;
int rows = int.Parse(Option("--rows", "10000000"));
int runs = int.Parse(Option("--runs", "5"));
string filter = Option("--filter", "");
string memory = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
string folder = Path.Combine(Option("--directory", memory), $"schematoolkit-hdf5-{Environment.ProcessId}");
Directory.CreateDirectory(folder);
try
{
    CpgSite[] sites = CpgSite.Make(rows);
    RecordNpy.Save(Path.Combine(folder, "rows.npy"), sites);
    using RecordBuffer<CpgSite> loaded = InHugePages(sites);
    using var peer = new PythonPeer(folder);
    string processor = File.ReadLines("/proc/cpuinfo")
        .FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))?
        .Split(':')[1].Trim() ?? "unknown processor";
    string machine = $"{Environment.ProcessorCount} x {processor}, .NET {Environment.Version}";
    Console.WriteLine($"{rows} rows of 26 bytes, {machine}, medians of {runs}\n");
    Console.WriteLine("| what | beside | ms | ms of h5py | ratio | bar |");
    Console.WriteLine("|---|---|---:|---:|---:|---:|");
    bool isWrong = false;
    foreach (Line line in Lines.All(sites, loaded).Where(line => line.What.Contains(filter, StringComparison.OrdinalIgnoreCase)))
    {
        string ours = Path.Combine(folder, "ours.h5");
        string theirs = Path.Combine(folder, "theirs.h5");
        string source = Path.Combine(folder, "source.h5");
        if (line.Source is { } make)
        {
            make(source);
        }

        // Once for a check and to warm up.
        line.Run(line.Source is null ? ours : source);
        _ = peer.Run($"{line.Peer} {(line.Source is null ? theirs : source)}");
        string note = "";
        if (line.Source is null && line.Peer != "raw")
        {
            if (!peer.IsRight(ours))
            {
                note = "WRONG";
            }
            else if (line.IsCompressed)
            {
                note = $"{new FileInfo(ours).Length / (double)new FileInfo(theirs).Length:F3} of its size";
            }
        }

        var own = new double[runs];
        var other = new double[runs];
        for (int run = 0; run < runs; run++)
        {
            if (line.Source is null)
            {
                File.Delete(ours);
            }

            GC.Collect();
            long start = Stopwatch.GetTimestamp();
            line.Run(line.Source is null ? ours : source);
            own[run] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            other[run] = peer.Run($"{line.Peer} {(line.Source is null ? theirs : source)}");
        }

        double ratio = Median(other) / Median(own);
        isWrong |= note == "WRONG";
        string what = note.Length > 0 ? $"{line.What} ({note})" : line.What;
        string bar = line.Bar == 0 ? "" : ratio < line.Bar ? $"{line.Bar}, not reached" : $"{line.Bar}";
        Console.WriteLine(
            $"| {what} | {line.Beside} | {Median(own) * 1000:F0} | {Median(other) * 1000:F0} | {ratio:F2} | {bar} |");
        File.Delete(ours);
        File.Delete(theirs);
        File.Delete(source);
    }

    return isWrong ? 1 : 0;
}
finally
{
    Directory.Delete(folder, recursive: true);
}

// As numpy has its arrays. To write from small pages takes longer, whoever does it.
RecordBuffer<CpgSite> InHugePages(CpgSite[] sites)
{
    string path = Path.Combine(folder, "rows.h5");
    using (RecordHdf5 file = RecordHdf5.Create(path, Durability.Process))
    {
        file.Write("x", sites);
        file.Complete();
    }

    using RecordHdf5 read = RecordHdf5.OpenRead(path);
    using Hdf5Dataset<CpgSite> dataset = read.OpenDataset<CpgSite>("x");
    File.Delete(path);
    return dataset.Load();
}

static double Median(double[] values)
{
    double[] sorted = [.. values.Order()];
    return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
