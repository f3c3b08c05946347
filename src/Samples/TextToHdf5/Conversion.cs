using SchemaToolkit;

namespace TextToHdf5;

/// <summary>The work of the parent process.</summary>
internal static class Conversion
{
    /// <summary>The format of the tables.</summary>
    public static TextOptions Options(string? delimiter, bool hasHeader)
    {
        TextOptions options = delimiter switch
        {
            null => TextOptions.Whitespace,
            "tab" => TextOptions.Tsv,
            _ => TextOptions.Csv with { Delimiter = delimiter[0] },
        };
        return options with { Header = hasHeader ? HeaderMode.MapByName : HeaderMode.None };
    }

    /// <summary>Loads the tables.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        string dtype,
        TextOptions text,
        string[] paths,
        string output,
        int processes,
        CancellationToken cancellationToken)
    {
        try
        {
            RecordSchema schema = RecordSchema.Parse(dtype);
            using RecordHdf5 file = RecordHdf5.Create(output);
            await using TableWorkers workers = RecordWorkers.Start(schema, new WorkerOptions { Processes = processes, Text = text });
            await foreach (LoadedTable table in workers.LoadAsync(paths, file, cancellationToken: cancellationToken))
            {
                using (table)
                {
                    Console.WriteLine($"{table.Name}: {table.Count} rows; the first is {(table.Count > 0 ? table.Table[0] : "not there")}");
                }
            }

            file.Complete();
            Console.WriteLine($"{output} is complete: {schema.NumpyDescr}");
            return 0;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"Given up; {output} is as it was.");
            return 130;
        }
        catch (Exception error) when (error is FormatException or WorkerJobsException or ArgumentException or NotSupportedException or IOException
            or Hdf5Exception)
        {
            Console.Error.WriteLine(error is WorkerJobsException { Failures: [var first, ..] } ? first.Message : error.Message);
            return 1;
        }
    }
}
