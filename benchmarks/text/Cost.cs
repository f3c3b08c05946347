namespace SchemaToolkit.Benchmarks;

/// <summary>The time of a run in seconds: by the clock, and the processor time of all threads.</summary>
internal readonly record struct Cost(double Wall, double Processor)
{
    public static Cost Median(IReadOnlyCollection<Cost> costs)
        => new(Median(costs.Select(static cost => cost.Wall)), Median(costs.Select(static cost => cost.Processor)));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
