// Measures how fast text tables are read and written, as ratios. README.md in the folder above says what is compared, and why.
//   dotnet run --project benchmarks/text -c Release -- [--rows N] [--directory D] [--runs N] [--filter TEXT]
using System.Globalization;
using SchemaToolkit.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is [MemoryUse.Command, var path, var threads])
{
    MemoryUse.Answer(path, int.Parse(threads));
    return 0;
}

if (Arguments.Parse(args) is not { } arguments)
{
    Console.Error.WriteLine("Usage: [--rows N] [--directory D] [--runs N] [--filter TEXT]");
    Console.Error.WriteLine("--filter TEXT measures only the lines of the table that contain TEXT.");
    return 1;
}

var tables = new Tables(Directory.CreateDirectory(arguments.Directory).FullName, arguments.Rows);
string machine = $"{Environment.ProcessorCount} x {Processor()}, .NET {Environment.Version}";
Console.WriteLine($"{arguments.Rows} rows, {machine}, medians of {arguments.Runs}\n");
Console.WriteLine("| table | ours | against | ms | ms of the other | ratio | bar | by processor time |");
Console.WriteLine("|---|---|---|---:|---:|---:|---:|---:|");
var notes = new HashSet<string>();
bool isWrong = false;
foreach (Comparison comparison in Comparisons.All.Where(comparison => arguments.Includes(comparison.Name)))
{
    try
    {
        Console.WriteLine(comparison.Measure(tables, arguments.Runs));
    }
    catch (PeerMissingException exception)
    {
        notes.Add($"Left out: {exception.Message}");
    }
    catch (InvalidOperationException exception)
    {
        notes.Add($"Wrong: {exception.Message}");
        isWrong = true;
    }
}

foreach (string note in notes)
{
    Console.WriteLine($"\n{note}");
}

if (arguments.Includes(MemoryUse.Name))
{
    Console.WriteLine($"\n{MemoryUse.Measure(tables.Reference, threads: 1)}\n\n{MemoryUse.Measure(tables.Reference, threads: 2)}");
}

return isWrong ? 1 : 0;

static string Processor()
    => File.ReadLines("/proc/cpuinfo")
        .FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))?
        .Split(':')[1].Trim() ?? "unknown processor";
