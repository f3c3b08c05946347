using FsCheck.Fluent;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.SharedMemory;

public class PublishTests
{
    private static readonly CpgSite[] _sites = Segments.Sites(50_000);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatIsAddedIsWhatOthersOpen(bool named)
    {
        string? name = Segments.NewName(named);
        using SharedRecordWriter<CpgSite> writer = SharedRecords.Create<CpgSite>(name);
        writer.Add(_sites[0]);
        writer.Add(_sites.AsSpan(1));
        writer.Add("last", 1, 2f, 3, 4);
        Assert.Equal(50_001, writer.Count);
        using SharedRecords<CpgSite> shared = writer.Publish();

        using SharedRecords<CpgSite> seen = SharedRecords.Open<CpgSite>(shared.Reference);
        Assert.Equal(50_001, seen.Count);
        Assert.True(seen.Records[..50_000].SequenceEqual(_sites));
        Assert.True(seen[50_000].Chr == "last");
        Assert.True(seen.Slice(49_999, 2)[0] == _sites[^1]);

        using var child = new Child("open", shared.Reference);
        Assert.Equal("50001 1249975001", child.ReadLine());
        Assert.Equal("('|S10', '<i4', '<f4', '<i4', '<i4') 50001 1249975001", Python.Run(
            "a = np.load(sys.argv[1], mmap_mode='r'); assert a.offset == 4096; print(tuple(t for _, t in a.dtype.descr), len(a), a['pos'].sum(dtype='i8'))", shared.Reference));
        Assert.Equal("50001 b'last'", Python.Run("a = np.load(sys.argv[1]); print(len(a), a['chr'][-1])", shared.Reference));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnySplitIntoAddsGivesTheSameBytes(bool named)
        => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll<int[]>(parts =>
        {
            using SharedRecordWriter<CpgSite> writer = SharedRecords.Create<CpgSite>(Segments.NewName(named));
            var expected = new List<CpgSite>();
            foreach (int part in parts)
            {
                CpgSite[] some = _sites[..(Math.Abs(part) * 997 % 25_000)];
                writer.Add(some);
                writer.Add("x", part, 0, 0, 0);
                expected.AddRange(some);
                expected.Add(new CpgSite("x", part, 0, 0, 0));
            }

            using SharedRecords<CpgSite> shared = writer.Publish();
            return shared.Records.SequenceEqual(expected.ToArray());
        }));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ASegmentMayBeEmpty(bool named)
    {
        using SharedRecords<CpgSite> shared = SharedRecords.Create<CpgSite>(Segments.NewName(named)).Publish();
        using SharedRecords<CpgSite> seen = SharedRecords.Open<CpgSite>(shared.Reference);
        Assert.Equal(0, seen.Count);
        Assert.True(seen.Records.IsEmpty);
        Assert.Equal("(0,)", Python.Run("print(np.load(sys.argv[1], mmap_mode=None).shape)", shared.Reference));
    }

    [Fact]
    public void WhatIsNotPublishedNeverExisted()
    {
        string name = Segments.NewName();
        using (SharedRecordWriter<CpgSite> writer = SharedRecords.Create<CpgSite>(name))
        {
            writer.Add(_sites);
            Assert.Empty(Segments.Files(name));
            Assert.Throws<SegmentNotFoundException>(() => SharedRecords.Open<CpgSite>(name));
        }

        Assert.Empty(Segments.Files(name));
    }

    [Fact]
    public void OfTwoWritersOfOneNameTheFirstToPublishHasIt()
    {
        string name = Segments.NewName();
        using SharedRecordWriter<CpgSite> first = SharedRecords.Create<CpgSite>(name);
        using SharedRecordWriter<CpgSite> second = SharedRecords.Create<CpgSite>(name);
        second.Add(_sites);
        using SharedRecords<CpgSite> shared = second.Publish();
        Assert.Contains(name, Assert.Throws<SegmentExistsException>(first.Publish).Message);
        using SharedRecords<CpgSite> seen = SharedRecords.Open<CpgSite>(name);
        Assert.True(seen.Records.SequenceEqual(_sites));
    }

    [Fact]
    public void AWriterIsAtItsEndAfterPublish()
    {
        SharedRecordWriter<CpgSite> writer = SharedRecords.Create<CpgSite>();
        writer.Add(_sites);
        using SharedRecords<CpgSite> shared = writer.Publish();
        Assert.Throws<ObjectDisposedException>(() => writer.Add(_sites[0]));
        Assert.Throws<ObjectDisposedException>(() => writer.Add(_sites));
        Assert.Throws<ObjectDisposedException>(writer.Publish);
        writer.Dispose();
        Assert.True(shared.Records.SequenceEqual(_sites));
        Assert.Equal(50_000, writer.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ADisposedSegmentIsGone(bool named)
    {
        using SharedRecords<CpgSite> shared = Segments.Publish(_sites, Segments.NewName(named));
        shared.Dispose();
        shared.Dispose();
        Assert.Throws<ObjectDisposedException>(() => shared.Records.Length);
        Assert.Throws<ObjectDisposedException>(() => shared[0]);
        Assert.Throws<ObjectDisposedException>(() => shared.Slice(0, 1).Length);
        Assert.ThrowsAny<Exception>(() => SharedRecords.Open<CpgSite>(shared.Reference));
        Assert.False(named && File.Exists(shared.Reference));
    }

    [Fact]
    public void NothingOutsideIsReached()
    {
        using SharedRecords<CpgSite> shared = Segments.Publish(_sites);
        Assert.Throws<ArgumentOutOfRangeException>(() => shared[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => shared[50_000]);
        Assert.Throws<ArgumentOutOfRangeException>(() => shared.Slice(50_001, 0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => shared.Slice(49_999, 2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => shared.Slice(0, -1).Length);
        Assert.True(shared.Slice(50_000, 0).IsEmpty);
    }

    [Fact]
    public void ABoolOfAnyOtherByteIsStoredAsOne()
    {
        Flag[] flags = [new(false), new(true), new(true)];
        System.Runtime.CompilerServices.Unsafe.As<Flag, byte>(ref flags[1]) = 255;
        using SharedRecordWriter<Flag> writer = SharedRecords.Create<Flag>();
        writer.Add(flags[1]);
        writer.Add(flags);
        writer.Add([.. Enumerable.Repeat(flags[1], 300_000)]);
        using SharedRecords<Flag> shared = writer.Publish();
        Assert.Equal("300004 300003 1", Python.Run("a = np.load(sys.argv[1])['value'].view('u1'); print(len(a), a.sum(dtype='i8'), a.max())", shared.Reference));
    }

    [Fact]
    public void AnArrayIsZeroedAndEverybodyWritesIt()
    {
        foreach (string? name in new[] { null, Segments.NewName() })
        {
            using SharedRecordArray<CpgSite> array = SharedRecords.CreateArray<CpgSite>(100_000, name);
            using SharedRecordArray<CpgSite> same = SharedRecords.OpenArray<CpgSite>(name ?? array.Reference);
            Assert.True(array.Records.IndexOfAnyExcept(default(CpgSite)) < 0);
            array.Records[7].Pos = 7;
            Python.Run("a = np.load(sys.argv[1], mmap_mode='r+'); assert a['pos'].sum() == 7; a['pos'][99_999] = 1; a.flush()", array.Reference);
            Assert.Equal(8, same.Records.Columns.Pos.Sum());
            using SharedRecords<CpgSite> read = SharedRecords.Open<CpgSite>(array.Reference);
            same[0].C = 5;
            Assert.Equal(5, read[0].C);
            using var child = new Child("open", array.Reference);
            Assert.Equal("100000 8", child.ReadLine());
        }
    }

    [Fact]
    public void OnlyAnArrayIsOpenedToWrite()
    {
        foreach (string? name in new[] { null, Segments.NewName() })
        {
            using SharedRecords<CpgSite> shared = Segments.Publish(_sites, name);
            Exception refused = Assert.ThrowsAny<Exception>(() => SharedRecords.OpenArray<CpgSite>(shared.Reference));
            Assert.True(refused is RecordFormatException or UnauthorizedAccessException, refused.ToString());
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => SharedRecords.CreateArray<CpgSite>(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SharedRecords.CreateArray<CpgSite>(long.MaxValue));
    }

    [Fact]
    public void AnArrayOfMoreThanTheMachineIsRefusedBeforeItTakesAny()
    {
        foreach (string? name in new[] { null, Segments.NewName() })
        {
            Assert.Throws<SharedMemoryFullException>(() => SharedRecords.CreateArray<CpgSite>(1L << 40, name));
        }
    }

    /// <summary>The footer as its description has it, read by another.</summary>
    [Fact]
    public void TheFooterIsWhatIsDescribed()
    {
        using SharedRecords<CpgSite> shared = Segments.Publish(_sites[..3]);
        string[] footer = Python.Run("""
            import struct
            b = open(sys.argv[1], 'rb').read()
            start, size, version, rows, record, offset, fingerprint, low, high, pid, flags, started, created, source, rejected, hash, at, length, end = struct.unpack('<8sIIQIIQQQIIQQQQQQQ8s', b[-128:])
            stat = open(f'/proc/{pid}/stat').read().rpartition(')')[2].split()
            import time
            print(start, size, version, rows, record, offset, flags, source, rejected, hash, at, length, end, len(b) % 64, len(b), fingerprint, pid, int(stat[19]) == started, abs(created / 1e9 - time.time()) < 3600, low != 0)
            """, shared.Reference).Split(' ');
        int flags = global::SchemaToolkit.Portable.IsOn ? 1 : 3; // Complete; and sealed, where there are seals.
        string expected = $"b'STKSEG01' 128 1 3 26 4096 {flags} 0 0 0 0 0 b'STKFOOT1' 0 {4096 + 128 + 128} {CpgSite.Schema.Fingerprint} {Environment.ProcessId} True True True";
        Assert.Equal(expected.Split(' '), footer);
    }

    [Fact]
    public void NamesAreInTheDirectoryThatTheEnvironmentGives()
    {
        string directory = Environment.GetEnvironmentVariable("SCHEMATOOLKIT_SHM_DIR")!;
        using SharedRecords<CpgSite> shared = Segments.Publish(_sites[..3], Segments.NewName());
        Assert.StartsWith(directory + "/", shared.Reference, StringComparison.Ordinal);
        using SharedRecords<CpgSite> again = SharedRecords.Open<CpgSite>(shared.Reference);
        Assert.Equal("3", Python.Run("print(len(np.load(sys.argv[1], mmap_mode='r')))", shared.Reference));
    }
}
