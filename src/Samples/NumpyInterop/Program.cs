using System.Diagnostics;
using NumpyInterop;
using SchemaToolkit;

// Records shared with a Python process, each way without a copy. Python's half is numpy_side.py.
//   dotnet run --project src/Samples/NumpyInterop [PYTHON]
string python = args.Length > 0 ? args[0] : "python3";
CpgSite[] sites = [.. Enumerable.Range(0, 1000).Select(static i => new CpgSite($"chr{i % 22}", i, i / 10f, i, 1000 - i))];

// 1. C# publishes, Python reads.
using SharedRecordWriter<CpgSite> writer = SharedRecords.Create<CpgSite>();
writer.Add(sites);
using SharedRecords<CpgSite> shared = writer.Publish();
Console.WriteLine($"a segment: Python sees {await RunPython("read", shared.Reference)}");

// 2. Both write an array: Python its first half, C# the rest.
using SharedRecordArray<CpgSite> array = SharedRecords.CreateArray<CpgSite>(count: 1000);
array.Records[500..].Fill(new CpgSite("c#", 1, 0, 0, 0));
await RunPython("fill", array.Reference);
long first = array.Records[..500].Columns.Pos.Sum();
long second = array.Records[500..].Columns.Pos.Sum();
Console.WriteLine($"an array: {array[0].Chr} wrote {first}, {array[999].Chr} {second}");

// 3. Python saves, C# reads.
string file = $"/dev/shm/numpy-interop-{Environment.ProcessId}.npy";
try
{
    await RunPython("save", file);
    using SharedRecords<CpgSite> saved = SharedRecords.Open<CpgSite>(file);
    Console.WriteLine($"a file: C# sees {saved.Count} rows, sum {saved.Records.Columns.Pos.Sum()}");
}
finally
{
    File.Delete(file);
}

// 4. C# writes a stream, Python reads each chunk while the next is written.
using SharedRecordStreamWriter<CpgSite> producer = SharedRecords.CreateStream<CpgSite>(
    options: new StreamOptions { ChunkRows = 300, MaxChunks = 2 });
Task<string> consumer = RunPython("stream", producer.Name);
producer.Add(sites);
producer.Complete();
Console.WriteLine($"a stream: Python sees {await consumer}");
return 0;

async Task<string> RunPython(params string[] arguments)
{
    string script = Path.Combine(AppContext.BaseDirectory, "numpy_side.py");
    var start = new ProcessStartInfo(python, [script, .. arguments]) { RedirectStandardOutput = true };
    using Process process = Process.Start(start)!;
    string output = await process.StandardOutput.ReadToEndAsync();
    await process.WaitForExitAsync();
    return process.ExitCode == 0
        ? output.Trim()
        : throw new InvalidOperationException($"{python} failed with exit code {process.ExitCode}.");
}
