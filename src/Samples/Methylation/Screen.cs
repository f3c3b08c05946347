using Spectre.Console;

namespace Methylation;

/// <summary>What the user sees on a terminal.</summary>
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
    public static void Show(Report report)
    {
        Table table = new Table()
            .AddColumns("Dataset", "Format")
            .AddColumn("Rows", static c => c.RightAligned())
            .AddColumn("File", static c => c.RightAligned());
        foreach (string[] row in report.Rows)
        {
            table.AddRow(Array.ConvertAll(row, Markup.Escape));
        }

        AnsiConsole.Write(table);
        foreach (string line in report.Summary)
        {
            AnsiConsole.WriteLine(line);
        }
    }
}
