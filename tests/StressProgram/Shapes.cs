namespace StressProgram;

/// <summary>Text of random shapes: in every container, way and number of threads the bytes that one thread makes of the plain
/// file, the same counts and the same first error; or cancelled.</summary>
internal static class Shapes
{
    public static void Go(Run run)
    {
        run.Repeat(runner =>
        {
            if (runner.Random.Next(2) == 0)
            {
                Round<Wide>(run, runner, isWide: true);
            }
            else
            {
                Round<CpgSite>(run, runner, isWide: false);
            }
        });
        Leaks.Check(run);
    }

    private static void Round<T>(Run run, Runner runner, bool isWide)
        where T : unmanaged, ISharedRecord<T>
    {
        runner.Begin("making a table");
        var table = new Table(runner.Random, isWide);
        string path = run[$"shape{runner.Number}"];
        int rows = table.Text.AsSpan().Count((byte)'\n');
        run.Did("tables");
        var references = new Dictionary<Reading, Answer<T>>();
        for (int i = 0; i < 20 && !run.IsOver; i++)
        {
            Reading reading = Reading.Random(runner.Random, rows, table.Text.Length);
            string what = $"{typeof(T).Name}, {rows} lines, {reading}";
            Reading reference = reading.ByOneThread();
            runner.Begin($"{typeof(T).Name}, {rows} lines, {reference}");
            if (!references.TryGetValue(reference, out Answer<T>? expected))
            {
                references[reference] = expected = reference.Read<T>(table, path);
            }

            runner.Begin(what);
            Answer<T> answer = reading.Read(table, path, expected.Records);
            run.Did(answer.IsCancelled ? "cancelled" : "readings");
            run.Check(answer.IsCancelled || answer.Is(expected), $"{what}: {answer}, not {expected}; the first {answer.Records.AsSpan().CommonPrefixLength(expected.Records)} are the same");
        }
    }
}
