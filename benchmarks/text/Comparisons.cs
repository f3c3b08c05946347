namespace SchemaToolkit.Benchmarks;

/// <summary>All that is compared, and the bars.</summary>
internal static class Comparisons
{
    private static readonly TextOptions Tab = TextOptions.Tsv with { DegreeOfParallelism = 1 };
    private static readonly TextOptions Blanks = TextOptions.Whitespace with { DegreeOfParallelism = 1 };

    public static IReadOnlyList<Comparison> All { get; } =
    [
        // The reference table, with each kernel.
        Read<Site>("reference, tabs", static tables => tables.Reference, Tab, Peer.Loadtxt, bar: Vector512Indexer.IsSupported ? 8 : 6),
        Read<Site>("reference, tabs", static tables => tables.Reference, Tab with { Kernel = TextKernel.Avx2 }, Peer.Loadtxt, bar: 6),
        Read<Site>("reference, tabs", static tables => tables.Reference, Tab with { Kernel = TextKernel.Scalar }, Peer.Loadtxt, bar: 4),

        // Other readers, with as many threads as the toolkit.
        Read<Site>("reference, tabs", static tables => tables.Reference, Tab, Peer.Pandas),
        new("reference, tabs", Name(Tab), "CsvHelper", null, static tables => LocalSides.Load<Site>(tables.Reference, Tab), static tables => LocalSides.CsvHelper(tables.Reference)),
        Read<Site>("reference, tabs", static tables => tables.Reference, Tab, Peer.Fread),
        Read<Site>("reference, tabs", static tables => tables.Reference, Twice(Tab), Peer.Fread),
        Read<Site>("reference, tabs", static tables => tables.Reference, Tab, Peer.Polars),
        Read<Site>("reference, tabs", static tables => tables.Reference, Twice(Tab), Peer.Polars),
        Read<Site>("reference, tabs", static tables => tables.Reference, Tab, Peer.DuckDB),
        Read<Site>("reference, tabs", static tables => tables.Reference, Twice(Tab), Peer.DuckDB),
        Read<Numbers>("20 numbers", static tables => tables.Numbers, Tab, Peer.Fread),
        Read<Numbers>("20 numbers", static tables => tables.Numbers, Tab, Peer.Polars),
        Read<Numbers>("20 numbers", static tables => tables.Numbers, Tab, Peer.DuckDB),

        // Two threads against one.
        Twice<Site>("reference, tabs, in memory", static tables => tables.Reference, LocalSides.Load<Site>),
        Twice<Site>("reference, tabs, shared memory", static tables => tables.Reference, LocalSides.Share<Site>, bar: 1.5),

        // Tables of other shapes.
        Read<Site>("blanks", static tables => tables.Blanks, Blanks, Peer.Loadtxt, bar: 5),
        Read<Site>("negative numbers", static tables => tables.Negative, Tab, Peer.Loadtxt, bar: 5),
        Read<Site>("six decimals", static tables => tables.SixDecimals, Tab, Peer.Loadtxt, bar: 5),
        Read<WideSite>("15 decimals, f8", static tables => tables.Fractions, Tab, Peer.Loadtxt, bar: 5),
        Read<LongSite>("long names", static tables => tables.LongNames, Tab, Peer.Loadtxt, bar: 5),
        Read<Site>("CR LF", static tables => tables.CrLf, Tab, Peer.Loadtxt, bar: 5),
        Read<Numbers>("20 numbers", static tables => tables.Numbers, Tab, Peer.Loadtxt, bar: 5),
        Read<TenNumbers>("10 numbers as np.savetxt writes them", static tables => tables.Savetxt, Blanks, Peer.Loadtxt, bar: 5),
        Read<TenNumbers>("10 numbers of 17 digits", static tables => tables.Digits17, Tab, Peer.Loadtxt, bar: 5),
        Read<Radiation>("48 columns, blanks", static tables => tables.Radiation, Blanks, Peer.Loadtxt, bar: 5),
        Read<Radiation>("48 columns, nulls", static tables => tables.Radiation, Blanks with { NullValues = ["-9999.9"] }, Peer.Loadtxt, bar: 5),
        Read<Site>("columns in another order", static tables => tables.Reference, Tab with { Columns = [0, 3, 2, 4, 1] }, Peer.Loadtxt, bar: 5),
        Read<Others>("f2, >i4, >f8, U4, bool", static tables => tables.Others, Tab, Peer.Loadtxt),

        // Compressed tables.
        new("gzip", Name(Twice(Tab)), "GZipStream to nowhere", 0.9, static tables => LocalSides.Load<Site>(tables.Gzip, Twice(Tab)), static tables => LocalSides.GZipStream(tables.Gzip)),
        Twice<Site>("BGZF", static tables => tables.Bgzf, LocalSides.Load<Site>),

        // Writing, from memory to a new file.
        Write<Site>("writing the reference", static tables => tables.Tenth, Tab, @"%s\t%d\t%.9g\t%d\t%d".Replace(@"\t", "\t", StringComparison.Ordinal)),
        Write<TenNumbers>("writing 10 numbers", static tables => tables.Digits17, Blanks, "%.18e"),
    ];

    private static Comparison Read<T>(string table, Func<Tables, string> path, TextOptions options, Peer peer, double? bar = null)
        where T : unmanaged, ISharedRecord<T>
        => new(table, Name(options), peer.Name, bar, tables => LocalSides.Load<T>(path(tables), options), tables => PeerSide.Read<T>(peer, path(tables), options));

    private static Comparison Twice<T>(string table, Func<Tables, string> path, Func<string, TextOptions, Side> side, double? bar = null)
        where T : unmanaged, ISharedRecord<T>
        => new(table, Name(Twice(Tab)), Name(Tab), bar, tables => side(path(tables), Twice(Tab)), tables => side(path(tables), Tab));

    private static Comparison Write<T>(string table, Func<Tables, string> path, TextOptions options, string format)
        where T : unmanaged, ISharedRecord<T>
        => new(table, Name(options), Peer.Savetxt.Name, 10,
            tables => LocalSides.Write<T>(path(tables), path(tables) + ".ours", options),
            tables => PeerSide.Write<T>(Peer.Savetxt, path(tables), path(tables) + ".theirs", format, options));

    private static TextOptions Twice(TextOptions options) => options with { DegreeOfParallelism = 2 };

    private static string Name(TextOptions options)
        => (options.DegreeOfParallelism == 1 ? "1 thread" : $"{options.DegreeOfParallelism} threads") + options.Kernel switch
        {
            TextKernel.Scalar => ", no vectors",
            TextKernel.Avx2 => ", AVX2",
            _ => "",
        };
}
