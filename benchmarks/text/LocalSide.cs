using System.Diagnostics;

namespace SchemaToolkit.Benchmarks;

/// <summary>A side whose work this process does.</summary>
/// <param name="work">The work.</param>
/// <param name="content">Gives the content of the result.</param>
/// <param name="output">The file it writes, if any.</param>
/// <param name="isReleaseTimed">Whether the measured time includes disposing the result.</param>
internal sealed class LocalSide<T>(Func<T> work, Func<T, Content> content, string? output = null, bool isReleaseTimed = true) : Side(output)
{
    public override Content Check()
    {
        DeleteOutput();
        T result = work();
        using (result as IDisposable)
        {
            return content(result);
        }
    }

    public override Cost Run()
    {
        // Otherwise this side would also pay to collect what the other left on the heap.
        GC.Collect();
        DeleteOutput();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        var result = work() as IDisposable;
        if (isReleaseTimed)
        {
            result?.Dispose();
        }

        var cost = new Cost(Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
        result?.Dispose();
        return cost;
    }
}
