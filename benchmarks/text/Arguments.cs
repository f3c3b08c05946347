namespace SchemaToolkit.Benchmarks;

/// <summary>The command line: what to measure.</summary>
internal sealed record Arguments
{
    /// <summary>Rows of the reference table. The other tables have at most as many bytes.</summary>
    public int Rows { get; init; } = 2_000_000;

    /// <summary>The directory in which the tables are made, once.</summary>
    public string Directory { get; init; } = Path.Combine(AppContext.BaseDirectory, "tables");

    /// <summary>The number of measured runs of each side.</summary>
    public int Runs { get; init; } = 5;

    /// <summary>The text that the name of a comparison must contain.</summary>
    public string Filter { get; init; } = "";

    /// <returns>The arguments; <see langword="null"/> if they are not valid.</returns>
    public static Arguments? Parse(string[] args)
    {
        Arguments? arguments = new();
        for (int i = 0; i < args.Length && arguments is not null; i += 2)
        {
            string value = i + 1 < args.Length ? args[i + 1] : "";
            arguments = args[i] switch
            {
                "--rows" when int.TryParse(value, out int rows) && rows > 0 => arguments with { Rows = rows },
                "--runs" when int.TryParse(value, out int runs) && runs > 0 => arguments with { Runs = runs },
                "--directory" when value.Length > 0 => arguments with { Directory = value },
                "--filter" when value.Length > 0 => arguments with { Filter = value },
                _ => null,
            };
        }

        return arguments;
    }

    public bool Includes(string name) => name.Contains(Filter, StringComparison.OrdinalIgnoreCase);
}
