using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit.Tests.Workers;

/// <summary>Files that a process opened must not live on in those it starts.</summary>
public class InheritanceTests
{
    /// <summary>libhdf5 opens files without the flag that keeps them from children.</summary>
    [Fact]
    public async Task NoWorkerInheritsAFileThatLibhdf5IsOpening()
    {
        using var program = new WorkerProgramFile();
        string data = Directory.CreateDirectory(program["data"]).FullName;
        using (RecordHdf5 file = RecordHdf5.Create(Path.Combine(data, "a.h5")))
        {
            file.Write("sites", new CpgSite[10]);
            file.Complete();
        }

        // Before the worker's own code, which closes what it can.
        string script = await program.WriteScriptAsync($"ls -l /proc/$$/fd >> {program["inherited"]}\nexit 3");
        using var enough = new CancellationTokenSource();
        Task reading = Repeat(() => RecordHdf5.OpenRead(Path.Combine(data, "a.h5")).Dispose(), enough.Token);
        Task writing = Repeat(() => RecordHdf5.Create(Path.Combine(data, $"{Guid.NewGuid()}.h5")).Dispose(), enough.Token);
        try
        {
            for (int i = 0; i < 30; i++)
            {
                await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options() with { Program = script });
                await Assert.ThrowsAsync<WorkerStartException>(() => workers.LoadAsync(["a"]).DrainAsync());
            }
        }
        finally
        {
            await enough.CancelAsync();
            await Task.WhenAll(reading, writing);
        }

        string[] lines = File.ReadAllLines(program["inherited"]);
        Assert.Equal(30, lines.Count(static line => line.Contains(" 1 -> ", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.Contains(data, StringComparison.Ordinal));
    }

    /// <summary>What the parent did not open on purpose is closed; what the worker was started with by others is not.</summary>
    [Fact]
    public async Task AWorkerClosesWhatALibraryOfItsParentLeaks()
    {
        using var program = new WorkerProgramFile();
        string leaked = program.Write("leaked", "");
        using SafeFileHandle leak = NativeMethods.Open(leaked, NativeMethods.OpenReadOnly, 0);
        Assert.False(leak.IsInvalid);
        string script = await program.WriteScriptAsync($"exec {WorkerProgramFile.Executable} 9<{program.Write("given", "")}");
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options(1) with { Program = script });
        Assert.Equal([("leaked", 0), ("given", 1)], await workers.LoadAsync(new[] { "leaked", "given" }.Select(name => new LoadJob(program[name]) { Tag = "open" })).DrainAsync(static result => result.Records[0].Pos));
    }

    private static Task Repeat(Action action, CancellationToken enough) => Task.Factory.StartNew(() =>
    {
        while (!enough.IsCancellationRequested)
        {
            action();
        }
    }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
