using System.Diagnostics;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.SharedMemory;

public sealed class DamageTests : IDisposable
{
    private static readonly CpgSite[] _sites = Segments.Sites(1000);

    private readonly TempDirectory _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void ACopyOfASegmentIsASegment()
    {
        using SharedRecords<CpgSite> copy = SharedRecords.Open<CpgSite>(Write(Bytes()));
        Assert.True(copy.Records.SequenceEqual(_sites));
    }

    [Fact]
    public void ATruncatedSegmentIsRefused()
    {
        byte[] bytes = Bytes();
        foreach (int length in new[] { 0, 1, 5, 6, 11, 12, 100, 4095, 4096, 4097, 4096 + (26 * 500), 4096 + (26 * 1000) - 1 })
        {
            Assert.Throws<RecordFormatException>(() => SharedRecords.Open<CpgSite>(Write(bytes[..length])));
        }
    }

    [Theory]
    [InlineData(0, "does not begin")]
    [InlineData(8, "does not begin")]
    [InlineData(12, "version")]
    [InlineData(16, "records")]
    [InlineData(24, "bytes")]
    [InlineData(28, "data from byte")]
    [InlineData(32, "another dtype")]
    [InlineData(60, "never completed")]
    [InlineData(112, "size of the file")]
    public void AFooterThatLiesIsRefused(int offset, string reason)
    {
        byte[] bytes = Bytes();
        bytes[bytes.Length - 128 + offset] ^= 1;
        RecordFormatException refused = Assert.Throws<RecordFormatException>(() => SharedRecords.Open<CpgSite>(Write(bytes)));
        Assert.Contains("footer", refused.Message);
        Assert.Contains(reason, refused.Message);
    }

    [Fact]
    public void BytesBeforeOrAfterTheFooterAreRefused()
    {
        byte[] bytes = Bytes();
        byte[] longer = [.. bytes[..^128], .. new byte[64], .. bytes[^128..]];
        Assert.Throws<RecordFormatException>(() => SharedRecords.Open<CpgSite>(Write(longer)));
    }

    [Fact]
    public void WhatIsNoFileIsRefused()
    {
        Assert.Throws<RecordFormatException>(() => SharedRecords.Open<CpgSite>(_temp.Path));
        Assert.Throws<RecordFormatException>(() => SharedRecords.Open<CpgSite>("/dev/zero"));
        using (Process pipe = Process.Start("mkfifo", _temp["pipe"]))
        {
            pipe.WaitForExit();
        }

        Assert.Throws<RecordFormatException>(() => SharedRecords.Open<CpgSite>(_temp["pipe"]));
        Assert.Throws<SegmentNotFoundException>(() => SharedRecords.Open<CpgSite>(_temp["missing"]));
        Assert.Throws<SegmentNotFoundException>(() => SharedRecords.Open<CpgSite>("/proc/1073741824/fd/3"));
        Assert.Throws<SegmentNotFoundException>(() => SharedRecords.Open<CpgSite>("missing"));
    }

    [Fact]
    public void TheMessageNamesTheRightThing()
    {
        string path = _temp["plain.npy"];
        RecordNpy.Save(path, Segments.Sites(3));
        RecordFormatException plain = Assert.Throws<RecordFormatException>(() => SharedRecords.OpenArray<CpgSite>(path));
        Assert.DoesNotContain("incomplete", plain.Message, StringComparison.Ordinal);
        Assert.Contains("SharedRecords.Open ", plain.Message, StringComparison.Ordinal);

        SegmentNotFoundException missing = Assert.Throws<SegmentNotFoundException>(() => SharedRecords.Open<CpgSite>(_temp["missing"]));
        Assert.Equal($"There is no file {_temp["missing"]}.", missing.Message);

        foreach (bool named in new[] { false, true })
        {
            SharedRecords<CpgSite> shared = Segments.Publish(Segments.Sites(1), Segments.NewName(named));
            string place = named ? Path.GetFileNameWithoutExtension(shared.Reference) : Segments.PathOf(shared.Reference);
            shared.Dispose();
            Assert.Contains(place, Assert.Throws<ObjectDisposedException>(() => shared.Records.Length).Message, StringComparison.Ordinal);
            Assert.Contains(place, Assert.Throws<ObjectDisposedException>(() => shared[0].Pos).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>A program that keeps everything: the error says so, and disposing mends it.</summary>
    [Fact]
    public void NoDescriptorIsLeft()
    {
        using var child = new Child(["prlimit", "--nofile=300"], AppContext.BaseDirectory, ["keep", "1000"]);
        Assert.Matches("^IOException .*ulimit -n", child.ReadLine());
        Assert.Equal("works again", child.ReadLine());
    }

    [Fact]
    public void AFileTakenForANameIsPointedOut()
    {
        string name = Segments.NewName() + ".npy";
        RecordNpy.Save(_temp[name], _sites);
        using Child byName = Open(name);
        Assert.Matches($@"^{nameof(SegmentNotFoundException)} .*'\./{name}'", byName.ReadLine());
        using Child byPath = Open("./" + name);
        Assert.Equal($"{_sites.Length} {_sites.Columns.Pos.Sum()}", byPath.ReadLine());

        Child Open(string reference) => new(["env", "-C", _temp.Path], AppContext.BaseDirectory, ["open", reference]);
    }

    [Fact]
    public void AReferenceIsNotCutAtNul()
    {
        RecordNpy.Save(_temp["array"], _sites);

        Assert.Throws<ArgumentException>(() => SharedRecords.Open<CpgSite>(_temp["array"] + "\0.npy"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("a\0b")]
    [InlineData("a/b")]
    [InlineData("ääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääää")]
    public void ANameIsThatOfAFile(string name)
        => Assert.Throws<ArgumentException>(() => SharedRecords.Create<CpgSite>(name));

    [Fact]
    public void AnotherRecordIsRefusedByTheNameOfTheField()
    {
        foreach (string? name in new[] { null, Segments.NewName() })
        {
            using SharedRecords<CpgSite> shared = Segments.Publish(_sites, name);
            Assert.Contains("'value'", Assert.Throws<SchemaMismatchException>(() => SharedRecords.Open<Flag>(shared.Reference)).Message);
        }
    }

    [Fact]
    public void WhatNumpySavedInDevShmIsOpened()
    {
        string path = $"/dev/shm/{Segments.NewName()}.npy";
        try
        {
            Python.Run("""
                a = np.zeros(1000, [('chr','S10'),('pos','<i4'),('pct','<f4'),('c','<i4'),('t','<i4')])
                a['pos'] = np.arange(1000)
                a['chr'] = b'chr7'
                np.save(sys.argv[1], a)
                """, path);
            using SharedRecords<CpgSite> shared = SharedRecords.Open<CpgSite>(path);
            Assert.Equal(999 * 500, shared.Records.Columns.Pos.Sum());
            Assert.True(shared[999].Chr == "chr7");
            Assert.Equal(path, shared.Reference);
        }
        finally
        {
            File.Delete(path);
        }

        Assert.Throws<SegmentNotFoundException>(() => SharedRecords.Open<CpgSite>(path));
    }

    private static byte[] Bytes()
    {
        using SharedRecords<CpgSite> shared = Segments.Publish(_sites);
        return File.ReadAllBytes(shared.Reference);
    }

    private string Write(byte[] bytes)
    {
        File.WriteAllBytes(_temp["segment.npy"], bytes);
        return _temp["segment.npy"];
    }
}
