using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.SharedMemory;

public sealed class ProtectionTests : IDisposable
{
    private const int NobodysNumber = 65534;

    private static readonly CpgSite[] _sites = Segments.Sites(1000);

    private readonly TempDirectory _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void NobodyChangesAPublishedSegmentWithoutAName()
    {
        using SharedRecords<CpgSite> shared = Segments.Publish(_sites);
        Assert.Equal("PermissionError PermissionError PermissionError", Python.Run("""
            import mmap
            path = sys.argv[1]
            def refused(act):
                try: act(); return 'done'
                except OSError as e: return type(e).__name__
            print(refused(lambda: np.load(path, mmap_mode='r+')), refused(lambda: os.truncate(path, 100)), refused(lambda: os.pwrite(os.open(path, os.O_RDWR), b'x', 5000)))
            """, shared.Reference));
        Assert.True(shared.Records.SequenceEqual(_sites));
    }

    [RootFact]
    public void AnotherUserSeesNothing()
    {
        string name = Segments.NewName();
        using SharedRecords<CpgSite> named = Segments.Publish(_sites, name);
        using SharedRecords<CpgSite> unnamed = Segments.Publish(_sites);
        using SharedRecordArray<CpgSite> array = SharedRecords.CreateArray<CpgSite>(10);
        foreach (string reference in new[] { named.Reference, unnamed.Reference, array.Reference })
        {
            using Child child = ChildOf(NobodysNumber, "open", reference);
            string said = child.ReadLine();
            Assert.StartsWith("UnauthorizedAccessException", said);

            // Where it is a file, a name would not help.
            Assert.True(reference == named.Reference || Portable.IsOn || said.Contains("SharedRecords.Create(name)", StringComparison.Ordinal), said);
        }

        // A bare name is the user's own.
        using Child other = ChildOf(NobodysNumber, "open", name);
        Assert.StartsWith("SegmentNotFoundException", other.ReadLine());
    }

    [RootFact]
    public void AUserWithoutPrivilegesUsesNames()
    {
        string name = Segments.NewName();
        using Child owner = ChildOf(NobodysNumber, "publish", name, "1000");
        string reference = owner.ReadLine();
        Assert.Equal($"{SegmentName.DirectoryOf(OtherUser.NumberOf(NobodysNumber))}/{name}.npy", reference);
        using Child reader = ChildOf(NobodysNumber, "open", name);
        Assert.Equal("1000 499500", reader.ReadLine());
        Assert.Contains("Permission denied", RunPythonOf(NobodysNumber, $"np.load('{reference}', mmap_mode='r+')"));
        Assert.Contains("1000", RunPythonOf(NobodysNumber, $"print(len(np.load('{reference}', mmap_mode='r')))"));

        // Root may open it, and counts as a holder.
        using SharedRecords<CpgSite> root = SharedRecords.Open<CpgSite>(reference);
        reader.End();
        owner.End();
        Assert.True(File.Exists(reference));
        root.Dispose();
        Assert.False(File.Exists(reference));
    }

    [RootFact]
    public void ADirectoryThatOthersMayEnterIsRefused()
    {
        string directory = SegmentName.DirectoryOf(OtherUser.NumberOf(NobodysNumber - 1));
        Directory.CreateDirectory(directory);
        try
        {
            using Child child = ChildOf(NobodysNumber - 1, "publish", Segments.NewName(), "10");
            Assert.StartsWith("UnauthorizedAccessException", child.ReadLine());
        }
        finally
        {
            Directory.Delete(directory);
        }
    }

    [RootTheory]
    [InlineData("fill")]
    [InlineData("array")]
    public void AFullDevShmIsAnException(string command)
    {
        string name = Segments.NewName();
        using var child = new Child(WithOwnDevShm("exec"), AppContext.BaseDirectory, [command, name, "1000000"]);
        Assert.StartsWith("SharedMemoryFullException False ", child.ReadLine());
        Assert.Equal(command == "fill" ? "100000" : "", child.ReadLine());
    }

    /// <summary>Locked from outside, as by a process that was stopped in the middle.</summary>
    [RootFact]
    public void AStoppedProcessIsNotWaitedForWithoutEnd()
    {
        const string Directory = "/dev/shm/stk-0";
        string name = Segments.NewName();
        string file = $"{Directory}/{name}.npy";
        using var child = new Child(
            WithOwnDevShm($"mkdir -m 700 {Directory} && touch {file} && exec flock --close {file}"), AppContext.BaseDirectory, ["publish", name, "10"]);
        Assert.StartsWith($"IOException True {file} is locked", child.ReadLine());

        // The directory's lock is for names whose owner has ended while others read.
        using var other = new Child(
            WithOwnDevShm($"mkdir -m 700 {Directory} && exec flock --close {Directory}"), AppContext.BaseDirectory, ["publish", name, "10"]);
        Assert.Equal(file, other.ReadLine());
    }

    /// <summary>What no other process was given needs no look at every page; what a worker wrote does.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NobodyCanChangeAPublishedSegment(bool fromWorker)
    {
        using SharedRecords<CpgSite> shared = fromWorker ? OfWorker() : Segments.Publish(Segments.Sites(1000));
        using SafeFileHandle file = NativeMethods.Open(shared.Reference, NativeMethods.OpenReadWrite | NativeMethods.OpenCloseOnExec, 0);
        int seals = NativeMethods.Control(file, NativeMethods.ControlGetSeals, 0);
        Assert.Equal(
            NativeMethods.SealGrow | NativeMethods.SealShrink | NativeMethods.SealSeal | (fromWorker ? NativeMethods.SealWrite : NativeMethods.SealFutureWrite),
            seals);
        Assert.Throws<UnauthorizedAccessException>(() => FileBytes.Write(file, [1], 5000, "it"));
        Assert.Throws<UnauthorizedAccessException>(() => MemoryMapping.Map(file, 0, 4096, writable: true, "it"));
        Assert.NotEqual(0, NativeMethods.Truncate(file, 1));
        Assert.NotEqual(0, NativeMethods.Allocate(file, NativeMethods.AllocateKeepSize | NativeMethods.AllocatePunchHole, 4096, 4096));
        Assert.Equal("refused", Python.Run(
            "\ntry: np.load(sys.argv[1], mmap_mode='r+')\nexcept OSError: print('refused')", shared.Reference));
        Assert.True(shared.Records.SequenceEqual(Segments.Sites(1000)) || fromWorker);
    }

    private static SharedRecords<CpgSite> OfWorker()
    {
        var segment = AnonymousSegment.Create("test");
        using var worker = new Child("worker", segment.Path, "1000");
        Assert.Equal("done", worker.ReadLine());
        return segment.Seal<CpgSite>();
    }

    [Fact]
    public void NoDescriptorOrMappingIsLeft()
    {
        using var child = new Child("cycle", "1250");
        Assert.Equal("same", child.ReadLine());
    }

    /// <summary>A shell that runs the rest with a /dev/shm of 8 MB of its own.</summary>
    private static string[] WithOwnDevShm(string command)
        => ["unshare", "--mount", "sh", "-c", $"export SCHEMATOOLKIT_SHM_DIR=/dev/shm && mount -t tmpfs -o size=8m tmpfs /dev/shm && {command} \"$0\" \"$@\""];

    private static string[] As(int user) => ["setpriv", $"--reuid={user}", $"--regid={user}", "--clear-groups"];

    private static string RunPythonOf(int user, string script)
    {
        string[] command = [.. As(user), Python.Path, "-c", "import numpy as np\n" + script];
        using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        return process.StandardOutput.ReadToEnd() + errors.Result;
    }

    private Child ChildOf(int user, params string[] arguments)
    {
        if (!Directory.EnumerateFiles(_temp.Path).Any())
        {
            Child.CopyProgram(_temp.Path);
        }

        return new Child(As(user), _temp.Path, arguments);
    }
}
