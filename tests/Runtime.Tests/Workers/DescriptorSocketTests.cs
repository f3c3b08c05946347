using System.Diagnostics;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Workers;

/// <summary>Workers that cannot open files of their parent by <c>/proc/PID/fd/N</c>, and get them over a socket.</summary>
public class DescriptorSocketTests
{
    private const int Rows = 100_000;
    private const long Sum = (long)Rows * (Rows - 1) / 2;

    [Fact]
    public async Task WorkersOfAParentThatNobodyMayLookInto()
    {
        using var program = new WorkerProgramFile();
        string table = program.Table("a.tsv", Rows);

        // Root looks into everything, unless it has given up this right.
        string[] plain = [WorkerProgramFile.Executable, "unseen", table, program["out.h5"]];
        string[] command = Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set=-sys_ptrace", "--inh-caps=-all", .. plain] : plain;
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process parent = Process.Start(start)!;
        Task<string> errors = parent.StandardError.ReadToEndAsync();
        string output = await parent.StandardOutput.ReadToEndAsync().WaitAsync(WorkerProgramFile.Patience);
        Assert.Equal("", await errors);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] expected = [.. new[] { "Pool memory", "Pool file", "ProcessPerJob memory", "ProcessPerJob file" }.SelectMany(static way => Enumerable.Repeat($"{way} {Rows} {Sum}", 5))];
        Assert.Equal(expected, lines);
        using RecordHdf5 file = RecordHdf5.OpenRead(program["out.h5"]);
        Assert.True(file.Read<CpgSite>("4").AsSpan().SequenceEqual(RecordText.Read<CpgSite>(table, TextOptions.Tsv)));
    }

    /// <summary>There the parent's number is that of another process, or of none.</summary>
    [RootFact]
    public async Task WorkersThatSeeOtherProcessesThanTheirParent()
    {
        using var program = new WorkerProgramFile();
        string table = program.Table("a.tsv", Rows);
        string script = await program.WriteScriptAsync($"exec unshare --pid --fork --kill-child --mount-proc {WorkerProgramFile.Executable}");
        program.Environment["FIRST_LINE"] = "reads";
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options() with { Program = script });
        using RecordHdf5 file = RecordHdf5.Create(program["out.h5"]);
        LoadJob[] jobs = [.. Enumerable.Range(0, 5).Select(i => new LoadJob(table) { Name = $"{i}" })];
        Assert.Equal(Enumerable.Repeat(Sum, 5), (await workers.LoadAsync(jobs).DrainAsync(static result => result.Records.Columns.Pos.Sum())).Select(static result => result.Value));
        Assert.Equal(Enumerable.Repeat(Sum, 5), (await workers.LoadAsync(jobs, file).DrainAsync(static result => result.Records.Columns.Pos.Sum())).Select(static result => result.Value));
        file.Complete();
    }

    [Fact]
    public void FilesOfJobsThatWereGivenUpAreClosed()
    {
        using var directory = new TempDirectory();
        using DescriptorSocket worker = DescriptorSocket.Listen();
        using (DescriptorSocket parent = DescriptorSocket.Connect(worker.Address))
        {
            using FileStream first = File.Create(directory["first"]);
            using FileStream second = File.Create(directory["second"]);
            second.Write("hello"u8);
            second.Flush();
            parent.Send(1, first.SafeFileHandle);
            parent.Send(2, first.SafeFileHandle, first.SafeFileHandle);
            parent.Send(3, first.SafeFileHandle, second.SafeFileHandle);
            first.Dispose();
            Microsoft.Win32.SafeHandles.SafeFileHandle[] files = worker.Receive(3);
            Assert.Equal([0, 5], files.Select(RandomAccess.GetLength));
            Assert.Single(Open(directory["first"]));
            Array.ForEach(files, static file => file.Dispose());
            Assert.Empty(Open(directory["first"]));
        }

        Assert.Throws<IOException>(() => worker.Receive(4));
    }

    [Fact]
    public void AnAddressThatNobodyHasIsAnErrorThatSaysTheWayOut()
        => Assert.Contains("/proc", Assert.Throws<IOException>(() => DescriptorSocket.Connect("schematoolkit-nobody")).Message, StringComparison.Ordinal);

    private static string[] Open(string path)
        => [.. Directory.EnumerateFiles("/proc/self/fd").Where(entry => new FileInfo(entry).LinkTarget == path)];
}
