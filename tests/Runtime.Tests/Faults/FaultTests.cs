using SchemaToolkit.Tests.Hdf5;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Faults;

/// <summary>Whatever the system refuses, and whenever: an exception of the documented kind, nothing is left open or on disk,
/// and the next attempt succeeds.</summary>
public class FaultTests
{
    // Number on x64, error, and the argument, and its bits, by which calls are picked.
    private const string UnnamedFile = "257,95,2,4259840";

    public static TheoryData<string, string> Calls { get; } = new()
    {
        { "openat", "257,5,0,0" },
        { "openat of unnamed files", UnnamedFile },
        { "openat of unnamed files, pwrite64", UnnamedFile + " 18,28,0,0" },
        { "openat of unnamed files, rename", UnnamedFile + " 82,5,0,0" },
        { "memfd_create", "319,5,0,0" },
        { "statx", "332,5,0,0" },
        { "newfstatat", "262,5,0,0" },
        { "flock", "73,5,0,0" },
        { "fcntl that locks", "72,5,1,37" },
        { "fallocate", "285,28,0,0" },
        { "pwrite64", "18,28,0,0" },
        { "pread64", "17,5,0,0" },
        { "ftruncate", "77,28,0,0" },
        { "mmap of files", "9,12,3,1" },
        { "fchmod", "91,5,0,0" },
        { "fsync", "74,5,0,0" },
        { "linkat", "265,28,0,0" },
        { "rename", "82,5,0,0" },
        { "mkdir", "83,5,0,0" },
        { "rmdir", "84,5,0,0" },
        { "getdents64", "217,5,0,0" },
        { "socket", "41,5,0,0" },
        { "bind", "49,5,0,0" },
        { "listen", "50,5,0,0" },
        { "clone3", "435,11,0,0" },
    };

    [Fact]
    public void TooFewDescriptors()
    {
        using var directory = new TempDirectory();
        string wrong = FaultProgram.Start(Fault.Descriptors, directory.Path);
        Assert.True(wrong.Length == 0, wrong);
    }

    [RefusedCallTheory]
    [MemberData(nameof(Calls))]
    public void ARefusedCall(string name, string calls)
    {
        if (Portable.IsOn && name == "flock")
        {
            return; // .NET takes a refused lock for a file system that has none: then nothing that is left is removed.
        }

        using var directory = new TempDirectory();
        string wrong = FaultProgram.Start(Fault.Calls, directory.Path, calls);
        Assert.True(wrong.Length == 0, $"Without {name}:\n{wrong}");
    }

    /// <summary>A disk or memory that becomes full at any moment, and stays so or not.</summary>
    [RefusedCallTheory]
    [InlineData("OneWrite")]
    [InlineData("AllWritesFromOne")]
    public void NoSpaceForAWrite(string fault)
    {
        using var directory = new TempDirectory();
        string wrong = FaultProgram.Start(Enum.Parse<Fault>(fault), directory.Path);
        Assert.True(wrong.Length == 0, wrong);
    }

    /// <summary>Files and named segments on a file system that is almost full.</summary>
    [FullDiskFact]
    public void TooFewPagesOfDisk()
    {
        using var directory = new TempDirectory();
        string script = $"mount -t tmpfs -o size=6m none {directory.Path} && mount --bind {directory.Path} /dev/shm && unset {SegmentName.RootVariable} && exec \"$@\"";
        string wrong = FaultProgram.Start(Fault.Space, directory.Path, command: ["unshare", "-rm", "sh", "-c", script, "sh"]);
        Assert.True(wrong.Length == 0, wrong);
    }
}
