using System.Globalization;
using SchemaToolkit;

namespace SegmentProcess;

/// <summary>Tables read by a process that does nothing else.</summary>
internal static class Reading
{
    /// <summary>Reads in a way; says the number of records and the sum of pos (of shared ones, the last), or the line that is
    /// wrong.</summary>
    public static void Read(string way, TextSource source)
    {
        try
        {
            Console.WriteLine(Sum(way, source, TextOptions.Tsv));
        }
        catch (RecordTextException e)
        {
            Console.WriteLine($"{nameof(RecordTextException)} line {e.LineNumber}");
        }
    }

    /// <summary>Says of each file how many KiB this process held at most while it read it, above what it held before it had
    /// read any; and what it read.</summary>
    public static void Memory(string way, int threads, string[] paths)
    {
        long idle = Held("VmRSS");
        foreach (string path in paths)
        {
            // The last result goes, and the highest so far is forgotten.
            GC.Collect(2, GCCollectionMode.Aggressive);
            File.WriteAllText("/proc/self/clear_refs", "5");
            string read = Sum(way, path, TextOptions.Tsv with { DegreeOfParallelism = threads });
            Console.WriteLine($"{Held("VmHWM") - idle} {read}");
        }
    }

    private static string Sum(string way, TextSource source, TextOptions options)
    {
        switch (way)
        {
            case "array":
                Site[] array = RecordText.Read<Site>(source, options);
                return $"{array.Length} {array.Columns.Pos.Sum()}";
            case "load":
                using (RecordBuffer<Site> buffer = RecordText.Load<Site>(source, options))
                {
                    return $"{buffer.Count} {buffer.Records.Columns.Pos.Sum()}";
                }

            case "shared":
                // (Looking at the records would make them this process's memory, too.)
                using (SharedRecords<Site> shared = RecordText.LoadShared<Site>(source, options, null, null))
                {
                    return $"{shared.Count} {shared[shared.Count - 1].Pos}";
                }

            default:
                return SumBatchesAsync(source, options).GetAwaiter().GetResult();
        }
    }

    private static async Task<string> SumBatchesAsync(TextSource source, TextOptions options)
    {
        long count = 0;
        long sum = 0;
        await foreach (ReadOnlyMemory<Site> batch in RecordText.ReadBatchesAsync<Site>(source, options))
        {
            count += batch.Length;
            sum += batch.Span.Columns.Pos.Sum();
        }

        return $"{count} {sum}";
    }

    private static long Held(string what)
        => long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(what + ":")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
}
