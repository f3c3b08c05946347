using System.Diagnostics;

namespace SchemaToolkit.Benchmarks;

/// <summary>Work of this process.</summary>
/// <param name="work">The work.</param>
/// <param name="content">What is in the result.</param>
/// <param name="output">The file it writes.</param>
/// <param name="isReleaseTimed">Whether a result that must be disposed of, is so within the time.</param>
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
        // What the other side left on the heap is not this one's to clear.
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
