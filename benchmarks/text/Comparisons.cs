namespace SchemaToolkit.Benchmarks;

/// <summary>All comparisons, with their bars.</summary>
internal static class Comparisons
{
    private static readonly TextOptions _tab = TextOptions.Tsv with { DegreeOfParallelism = 1 };
    private static readonly TextOptions _comma = TextOptions.Csv with { Header = HeaderMode.None, DegreeOfParallelism = 1 };
    private static readonly TextOptions _reordered = _tab with { Columns = [0, 3, 2, 4, 1] };
    private static readonly TextOptions _blanks = TextOptions.Whitespace with { DegreeOfParallelism = 1 };
    private static readonly TextOptions _nulls = _blanks with { NullValues = ["-9999.9"] };

    public static IReadOnlyList<Comparison> All { get; } =
    [
        // The reference table, with each kernel.
        Read<Site>("reference, tabs", static tables => tables.Reference, _tab, Peer.Loadtxt, bar: Vector512Indexer.IsSupported ? 8 : 6),
        Read<Site>("reference, tabs", static tables => tables.Reference, _tab with { Kernel = TextKernel.Avx2 }, Peer.Loadtxt, bar: 6),
        Read<Site>("reference, tabs", static tables => tables.Reference, _tab with { Kernel = TextKernel.Scalar }, Peer.Loadtxt, bar: 4),

        // Other readers, with as many threads as the toolkit.
        Read<Site>("reference, tabs", static tables => tables.Reference, _tab, Peer.Pandas),
        new(
            "reference, tabs",
            Name(_tab),
            "CsvHelper",
            null,
            static tables => LocalSides.Load<Site>(tables.Reference, _tab),
            static tables => LocalSides.CsvHelper(tables.Reference)),
        Read<Site>("reference, tabs", static tables => tables.Reference, _tab, Peer.Fread),
        Read<Site>("reference, tabs", static tables => tables.Reference, Twice(_tab), Peer.Fread),
        Read<Site>("reference, tabs", static tables => tables.Reference, _tab, Peer.Polars),
        Read<Site>("reference, tabs", static tables => tables.Reference, Twice(_tab), Peer.Polars),
        Read<Site>("reference, tabs", static tables => tables.Reference, _tab, Peer.DuckDB),
        Read<Site>("reference, tabs", static tables => tables.Reference, Twice(_tab), Peer.DuckDB),
        Read<Numbers>("20 numbers", static tables => tables.Numbers, _tab, Peer.Fread),
        Read<Numbers>("20 numbers", static tables => tables.Numbers, _tab, Peer.Polars),
        Read<Numbers>("20 numbers", static tables => tables.Numbers, _tab, Peer.DuckDB),

        // CSV with and without quotes, into the same struct.
        Sep("CSV without quotes", static tables => tables.Csv, bar: 3.5),
        Sep("CSV, quoted text", static tables => tables.QuotedText, bar: 2.5),
        Sep("CSV, all cells quoted", static tables => tables.QuotedAll, bar: 2),
        Twice<Site>("CSV without quotes", static tables => tables.Csv, LocalSides.Load<Site>, bar: 1.3, options: _comma),
        Twice<Site>("CSV, quoted text", static tables => tables.QuotedText, LocalSides.Load<Site>, bar: 1.5, options: _comma),

        // Options and shapes that take another path, against CSV without them.
        Plain<Site>("CSV, quotes in one row of 100", static tables => tables.QuotedSeldom, _comma),
        Plain<Site>("decimal comma", static tables => tables.DecimalComma, _comma with { Delimiter = ';', DecimalSeparator = ',' }),
        Plain<Site>("ValidateUtf8", static tables => tables.Csv, _comma with { ValidateUtf8 = true }),
        Plain<Site>("TrueValues", static tables => tables.Csv, _comma with { TrueValues = ["yes"], FalseValues = ["no"] }),
        Plain<Site>("AllowIntegralFloat", static tables => tables.IntegralFloats, _comma with { IntegerParsing = IntegerParsing.AllowIntegralFloat }),
        Plain<Site>("Trim.All", static tables => tables.Csv, _comma with { Trim = TrimMode.All }),
        Plain<Site>("nulls", static tables => tables.Csv, _comma with { NullValues = ["NA"] }),
        Plain<Utf32Site>("U10", static tables => tables.Csv, _comma),

        // Two threads against one.
        Twice<Site>("reference, tabs, in memory", static tables => tables.Reference, LocalSides.Load<Site>),
        Twice<Site>("reference, tabs, shared memory", static tables => tables.Reference, LocalSides.Share<Site>, bar: 1.5),

        // Tables of other shapes.
        Read<Site>("blanks", static tables => tables.Blanks, _blanks, Peer.Loadtxt, bar: 5),
        Read<Site>("negative numbers", static tables => tables.Negative, _tab, Peer.Loadtxt, bar: 5),
        Read<Site>("six decimals", static tables => tables.SixDecimals, _tab, Peer.Loadtxt, bar: 5),
        Read<WideSite>("15 decimals, f8", static tables => tables.Fractions, _tab, Peer.Loadtxt, bar: 5),
        Read<LongSite>("long names", static tables => tables.LongNames, _tab, Peer.Loadtxt, bar: 5),
        Read<Site>("CR LF", static tables => tables.CrLf, _tab, Peer.Loadtxt, bar: 5),
        Read<Numbers>("20 numbers", static tables => tables.Numbers, _tab, Peer.Loadtxt, bar: 5),
        Read<TenNumbers>("10 numbers as np.savetxt writes them", static tables => tables.Savetxt, _blanks, Peer.Loadtxt, bar: 5),
        Read<TenNumbers>("10 numbers of 17 digits", static tables => tables.Digits17, _tab, Peer.Loadtxt, bar: 5),
        Read<Radiation>("48 columns, blanks", static tables => tables.Radiation, _blanks, Peer.Loadtxt, bar: 5),
        Read<Radiation>("48 columns, nulls", static tables => tables.Radiation, _nulls, Peer.Loadtxt, bar: 5),
        Read<Site>("columns in another order", static tables => tables.Reference, _reordered, Peer.Loadtxt, bar: 5),
        Read<Others>("f2, >i4, >f8, U4, bool", static tables => tables.Others, _tab, Peer.Loadtxt),

        // Compressed tables.
        new(
            "gzip",
            Name(Twice(_tab)),
            "GZipStream to nowhere",
            0.9,
            static tables => LocalSides.Load<Site>(tables.Gzip, Twice(_tab)),
            static tables => LocalSides.GZipStream(tables.Gzip)),
        Twice<Site>("BGZF", static tables => tables.Bgzf, LocalSides.Load<Site>),

        // Writing, from memory to a new file.
        Write<Site>("writing the reference", static tables => tables.Tenth, _tab, "%s\t%d\t%.9g\t%d\t%d"),
        Write<TenNumbers>("writing 10 numbers of 17 digits", static tables => tables.Digits17, _blanks, "%.18e"),
        Write<Numbers>("writing 20 numbers", static tables => tables.Numbers, _tab, "%.4f"),
    ];

    private static Comparison Read<T>(
        string table,
        Func<Tables, string> path,
        TextOptions options,
        Peer peer,
        double? bar = null)
        where T : unmanaged, ISharedRecord<T>
        => new(
            table,
            Name(options),
            peer.Name,
            bar,
            tables => LocalSides.Load<T>(path(tables), options),
            tables => PeerSide.Read<T>(peer, path(tables), options));

    private static Comparison Twice<T>(
        string table,
        Func<Tables, string> path,
        Func<string, TextOptions, Side> side,
        double? bar = null,
        TextOptions? options = null)
        where T : unmanaged, ISharedRecord<T>
        => new(
            table,
            Name(Twice(_tab)),
            Name(_tab),
            bar,
            tables => side(path(tables), Twice(options ?? _tab)),
            tables => side(path(tables), options ?? _tab));

    private static Comparison Sep(string table, Func<Tables, string> path, double bar)
        => new(table, Name(_comma), "Sep", bar, tables => LocalSides.Load<Site>(path(tables), _comma), tables => LocalSides.Sep(path(tables)));

    private static Comparison Plain<T>(string table, Func<Tables, string> path, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
        => new(
            table,
            Name(options),
            "plain CSV",
            0.6,
            tables => LocalSides.Load<T>(path(tables), options),
            tables => LocalSides.LoadAs<Site, T>(tables.Csv, _comma, path(tables), options));

    private static Comparison Write<T>(string table, Func<Tables, string> path, TextOptions options, string format)
        where T : unmanaged, ISharedRecord<T>
        => new(
            table,
            Name(options),
            Peer.Savetxt.Name,
            10,
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
