using System.Diagnostics;

namespace SchemaToolkit.Benchmarks;

/// <summary>A line of the output: the same work done by two sides.</summary>
/// <param name="Table">The table.</param>
/// <param name="Reader">How the toolkit does it.</param>
/// <param name="Against">Who else does it.</param>
/// <param name="Bar">The ratio to reach; nothing where there is none.</param>
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
    /// <summary>What a filter is looked for in.</summary>
    public string Name => $"{Table} | {Reader} | {Against}";

    /// <summary>Measures both sides one after the other, once they are seen to do the same.</summary>
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
        return $"| {Name} | {cost.Wall * 1000:0} | {otherCost.Wall * 1000:0} | {otherCost.Wall / cost.Wall:0.0} | {Bar?.ToString("0.#") ?? "–"} | {otherCost.Processor / cost.Processor:0.0} |";
    }

    // One run right after the other: a virtual machine may take memory back that is not used for seconds, and whoever
    // touches it first then pays for getting it again.
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

    // .NET compiles what runs often a second time, on a thread beside it and only after a while; and memory is to be at hand.
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
