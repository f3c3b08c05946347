using System.Diagnostics;

namespace SchemaToolkit.Benchmarks;

/// <summary>One line of the output: the same work done by two sides.</summary>
/// <param name="Table">The table.</param>
/// <param name="Reader">How the toolkit does it.</param>
/// <param name="Against">The other side: what the toolkit is compared with.</param>
/// <param name="Bar">The ratio to reach, if there is one.</param>
/// <param name="Ours">The toolkit's side.</param>
/// <param name="Theirs">The other side.</param>
internal sealed record Comparison(
    string Table,
    string Reader,
    string Against,
    double? Bar,
    Func<Tables, Side> Ours,
    Func<Tables, Side> Theirs)
{
    /// <summary>The name, in which a filter is searched.</summary>
    public string Name => $"{Table} | {Reader} | {Against}";

    /// <summary>Checks that both sides do the same, then measures one after the other.</summary>
    /// <exception cref="PeerMissingException">The other side is not installed.</exception>
    /// <exception cref="InvalidOperationException">The sides do not do the same.</exception>
    public string Measure(Tables tables, int runs)
    {
        using Side theirs = Theirs(tables);
        Content other = theirs.Check();
        using Side ours = Ours(tables);
        Content own = ours.Check();
        if (!own.Matches(other))
        {
            throw new InvalidOperationException($"{Name}: the sides differ. Ours: {own}. The other: {other}.");
        }

        Cost cost = Measure(ours, runs);
        Cost otherCost = Measure(theirs, runs);
        string bar = Bar?.ToString("0.#") ?? "–";
        return $"| {Name} | {cost.Wall * 1000:0} | {otherCost.Wall * 1000:0} | {otherCost.Wall / cost.Wall:0.0} | {bar} "
            + $"| {otherCost.Processor / cost.Processor:0.0} |";
    }

    // Runs follow each other at once. A virtual machine may take back memory that is not used for seconds, and the first
    // use after that is slow.
    private static Cost Measure(Side side, int runs)
    {
        WarmUp(side);
        var costs = new Cost[runs];
        for (int run = 0; run < runs; run++)
        {
            costs[run] = side.Run();
        }

        return Cost.Median(costs);
    }

    // .NET compiles code that runs often a second time, on another thread and only after a while. Memory must be there too.
    private static void WarmUp(Side side)
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            side.Run();
        }
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(1.5));
    }
}
