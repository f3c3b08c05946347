using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.SharedMemory;

/// <summary>A reference names its own segment or nothing.</summary>
public class StaleReferenceTests
{
    [Fact]
    public void AfterDisposeTheReferenceNamesNothingWhateverIsCreatedNext()
    {
        string first;
        using (SharedRecords<CpgSite> published = Segments.Publish(Segments.Sites(1)))
        {
            first = published.Reference;
        }

        using SharedRecords<CpgSite> other = Segments.Publish(Segments.Sites(99));
        Assert.Throws<SegmentNotFoundException>(() => SharedRecords.Open<CpgSite>(first));
        Assert.Throws<SegmentNotFoundException>(() => SharedRecords.OpenTable(first));
        Assert.Throws<SegmentNotFoundException>(() => SharedRecords.OpenArray<CpgSite>(first));
        Assert.Equal("FileNotFoundError", Python.Run(
            "\ntry: np.load(sys.argv[1], mmap_mode='r')\nexcept Exception as e: print(type(e).__name__)", first));
    }

    /// <summary>The reference of an array that is gone opens no array either.</summary>
    [Fact]
    public void AnArraysReferenceIsNoBetter()
    {
        string first;
        using (SharedRecordArray<CpgSite> array = SharedRecords.CreateArray<CpgSite>(3))
        {
            first = array.Reference;
            using SharedRecordArray<CpgSite> same = SharedRecords.OpenArray<CpgSite>(first);
            same.Records[1].Pos = 4;
            Assert.Equal(4, array.Records[1].Pos);
        }

        using SharedRecordArray<CpgSite> other = SharedRecords.CreateArray<CpgSite>(3);
        Assert.Throws<SegmentNotFoundException>(() => SharedRecords.OpenArray<CpgSite>(first));
    }

    [Fact]
    public void AnArraysNumberIsCompared()
    {
        SharedRecordArray<CpgSite> gone = SharedRecords.CreateArray<CpgSite>(3);
        string first = gone.Reference;
        gone.Dispose();
        using SharedRecordArray<CpgSite> other = SharedRecords.CreateArray<CpgSite>(3);
        AnonymousReference current = AnonymousReference.Parse(other.Reference)!.Value;
        string stale = (current with { Id = AnonymousReference.Parse(first)!.Value.Id }).ToString();
        Assert.Throws<SegmentNotFoundException>(() => SharedRecords.OpenArray<CpgSite>(stale));
    }

    /// <summary>Whatever now has the number of a descriptor that is gone: it is not the segment.</summary>
    [Fact]
    public void TheNumberIsUsedAgainForAnythingElse()
    {
        uint id;
        using (SharedRecords<CpgSite> published = Segments.Publish(Segments.Sites(1)))
        {
            id = AnonymousReference.Parse(published.Reference)!.Value.Id;
            using SharedRecords<CpgSite> seen = SharedRecords.Open<CpgSite>(published.Reference);
            Assert.Equal(1, seen.Count);
        }

        using var temp = new TempDirectory();
        RecordNpy.Save(temp["other.npy"], Segments.Sites(2));
        File.WriteAllText(temp["text"], "not an array");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using SafeFileHandle npy = File.OpenHandle(temp["other.npy"]);
        using SafeFileHandle text = File.OpenHandle(temp["text"]);
        using SafeFileHandle folder = NativeMethods.Open(temp.Path, NativeMethods.OpenDirectory | NativeMethods.OpenCloseOnExec, 0);
        using var draft = AnonymousSegment.Create("draft");
        using SharedRecords<CpgSite> segment = Segments.Publish(Segments.Sites(3));
        using SafeFileHandle published2 = NativeMethods.Open(segment.Reference, NativeMethods.OpenCloseOnExec, 0);
        foreach (SafeHandle other in new SafeHandle[] { npy, text, folder, draft.File, published2, socket.SafeHandle })
        {
            string path = $"/proc/{Environment.ProcessId}/fd/{other.DangerousGetHandle()}";
            Assert.Throws<SegmentNotFoundException>(() => SharedRecords.Open<CpgSite>(new AnonymousReference(path, id).ToString()));
        }
    }

    /// <summary>numpy cannot check, so a number does not come again soon.</summary>
    [Fact]
    public void ANumberIsNotUsedAgainSoon()
    {
        using var child = new Child("numbers", "3000");
        Assert.Equal("3000", child.ReadLine());
        using var few = new Child(["prlimit", "--nofile=400"], AppContext.BaseDirectory, ["numbers", "1000"]);
        Assert.InRange(int.Parse(few.ReadLine()), 200, 400);
    }

    /// <summary>Files get the lowest number that is free.</summary>
    [Fact]
    public void ANumberIsNotThatOfTheNextFiles()
    {
        using var child = new Child("next", "10");
        Assert.Equal("False", child.ReadLine());
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(0x80000000u)]
    [InlineData(0xdeadbeefu)]
    [InlineData(uint.MaxValue)]
    public void TheReferenceCarriesTheNumberOfTheSegment(uint id)
    {
        var reference = new AnonymousReference("/proc/77/fd/31", id);
        Assert.Equal(reference, AnonymousReference.Parse(reference.ToString()));
        Assert.Equal("/proc/77/fd/31", Python.Run("import os.path; print(os.path.normpath(sys.argv[1]))", reference.ToString()));
    }

    [Theory]
    [InlineData("/proc/77/fd/31")]
    [InlineData("/proc/self/fd////////////////////////////////./31")]
    [InlineData("/proc/77/fd////////////////////////////////////////////////31")]
    [InlineData("/proc/77/fd//////////////////////////////////")]
    [InlineData("/proc/77/fd/")]
    [InlineData("/proc/77")]
    [InlineData("x")]
    public void OtherPathsCarryNone(string path) => Assert.Null(AnonymousReference.Parse(path));
}
