namespace Methylation;

/// <summary>What was written, in words.</summary>
internal sealed class Report
{
    /// <param name="job">The job.</param>
    /// <param name="written">Its datasets.</param>
    /// <param name="elapsed">How long it took.</param>
    public Report(Job job, List<Written> written, TimeSpan elapsed)
    {
        (long rows, long cut, long bytes) = (0, 0, 0);
        foreach (Written dataset in written)
        {
            rows += dataset.Rows;
            cut += dataset.Cut;
            bytes += dataset.Bytes;
            Rows.Add([dataset.Name, dataset.Format.ToString(), $"{dataset.Rows:N0}", Megabytes(dataset.Bytes)]);
        }

        if (cut > 0)
        {
            Summary.Add($"{cut:N0} chromosome names were cut to 10 bytes");
        }

        double seconds = elapsed.TotalSeconds;
        string speed = $"{rows / seconds / 1e6:N1} M rows/s, {Megabytes((long)(bytes / seconds))}/s";
        Summary.Add($"{rows:N0} rows in {seconds:N2} s: {speed} -> {job.Output}");
    }

    /// <summary>For each dataset its name, format, number of rows, and the size of its file.</summary>
    public List<string[]> Rows { get; } = [];

    /// <summary>The lines below them.</summary>
    public List<string> Summary { get; } = [];

    /// <summary>Prints it for a file or another program.</summary>
    public void Print()
    {
        foreach (string[] row in Rows)
        {
            Console.WriteLine(string.Join('\t', row));
        }

        foreach (string line in Summary)
        {
            Console.WriteLine(line);
        }
    }

    private static string Megabytes(long bytes) => $"{bytes / 1e6:N1} MB";
}
