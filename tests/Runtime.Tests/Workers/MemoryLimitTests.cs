using SchemaToolkit.Tests.SharedMemory;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Workers;

/// <summary>A container with little memory: nobody is killed, and what does not fit is one exception.</summary>
public class MemoryLimitTests
{
    private const long Limit = 400 << 20;

    [MemoryGroupFact]
    public async Task ResultsThatAreKeptStayBelowTheLimit()
    {
        using var group = MemoryGroup.Create(Limit);
        using var program = new WorkerProgramFile();

        // 2.6 MB each, so 1 GB in all.
        (int exitCode, string output, string errors) = await program.RunAfterAsync(group.Enter, "keep", "400", "many");
        Assert.True(exitCode == 0, $"{exitCode} {output} {errors}");
        string[] lines = output.TrimEnd().Split('\n');
        Assert.StartsWith("SharedMemoryFullException: ", lines[0]);
        Assert.Contains("WorkerOptions.MemoryBudget", lines[0], StringComparison.Ordinal);
        Assert.InRange(int.Parse(lines[1], null), 10, 100);
        Assert.Equal("last 1", lines[2]);
        Assert.Empty(program.Processes());
    }

    [MemoryGroupFact]
    public async Task ATableLargerThanTheLimitIsOneException()
    {
        using var group = MemoryGroup.Create(Limit);
        using var program = new WorkerProgramFile();
        program.Environment["FIRST_LINE"] = "reads";
        string large = program.Table("large.tsv", 10_000);
        await using (FileStream file = File.OpenWrite(large))
        {
            file.SetLength(1 << 30); // Nobody comes to read that.
        }

        (_, string output, string errors) = await program.RunAfterAsync(group.Enter, "load", large, program.Table("small.tsv"));
        Assert.Equal("small.tsv 3 3\n", output);
        Assert.Contains("1 of 2 jobs failed", errors, StringComparison.Ordinal);
        Assert.Contains("large.tsv: About ", errors, StringComparison.Ordinal);
        Assert.Contains("more memory than the machine, or its container, has", errors, StringComparison.Ordinal);
        Assert.Empty(program.Processes());
    }

    /// <summary>Ten thousand segments of each kind, and as many chunks of a stream.</summary>
    [MemoryGroupFact]
    public void NoMemoryIsLeft()
    {
        const long LeastOfALeak = 16 << 20;
        using var group = MemoryGroup.Create(Limit);
        using Child child = Child.Of("sh", "-c", $"{group.Enter} && exec \"$@\"", "sh", "dotnet", Path.Combine(AppContext.BaseDirectory, "SchemaToolkit.SegmentProcess.dll"), "cycle", "1250", "wait");
        Assert.Equal("ready", child.ReadLine());
        long before = group.Shared;
        child.Say("\n");
        Assert.Equal("same", child.ReadLine());
        Assert.InRange(group.Shared, 0, before + LeastOfALeak);
        child.Kill();
    }
}
