using Spectre.Console;

namespace Methylation;

/// <summary>What the user sees.</summary>
internal static class Screen
{
    /// <summary>Does a job, with a bar of progress if there is a terminal for it.</summary>
    public static Task<List<Written>> RunAsync(Job job, CancellationToken token)
        => AnsiConsole.Profile.Capabilities.Interactive
            ? AnsiConsole.Progress().StartAsync(context =>
            {
                ProgressTask progress = context.AddTask("Loading tables", maxValue: job.Files.Count);
                return job.RunAsync(_ => progress.Increment(1), token);
            })
            : job.RunAsync(static _ => { }, token);

    /// <summary>Prints what was written.</summary>
    public static void Show(Job job, List<Written> written, TimeSpan elapsed)
    {
        Table table = new Table()
            .AddColumns("Dataset", "Format")
            .AddColumn("Rows", static c => c.RightAligned())
            .AddColumn("File", static c => c.RightAligned());
        (long rows, long cut, long bytes) = (0, 0, 0);
        foreach (Written dataset in written)
        {
            rows += dataset.Rows;
            cut += dataset.Cut;
            bytes += dataset.Bytes;
            table.AddRow(Markup.Escape(dataset.Name), dataset.Format.ToString(), $"{dataset.Rows:N0}", Megabytes(dataset.Bytes));
        }

        AnsiConsole.Write(table);
        if (cut > 0)
        {
            AnsiConsole.WriteLine($"{cut:N0} chromosome names were cut to 10 bytes");
        }

        double seconds = elapsed.TotalSeconds;
        string speed = $"{rows / seconds / 1e6:N1} M rows/s, {Megabytes((long)(bytes / seconds))}/s";
        AnsiConsole.WriteLine($"{rows:N0} rows in {seconds:N2} s: {speed} -> {job.Output}");
    }

    private static string Megabytes(long bytes) => $"{bytes / 1e6:N1} MB";
}
