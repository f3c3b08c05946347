using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.SharedMemory;

/// <summary>Python's <c>multiprocessing.shared_memory</c>, both ways.</summary>
public class PythonMemoryTests
{
    private const string Attach = """
        from multiprocessing import shared_memory
        dtype = [('chr','S10'),('pos','<i4'),('pct','<f4'),('c','<i4'),('t','<i4')]
        shm = shared_memory.SharedMemory(name=sys.argv[1])
        a = np.ndarray(int(sys.argv[2]), dtype, buffer=shm.buf, offset=int(sys.argv[3]))
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PythonAttachesAnAliasAndTheSegmentOutlivesIt(bool isArray)
    {
        string name = Segments.NewName();
        using SharedRecordArray<CpgSite>? array = isArray ? SharedRecords.CreateArray<CpgSite>(100, name) : null;
        array?.Records.Fill(new CpgSite("a", 1, 0, 0, 0));
        using SharedRecords<CpgSite>? shared = isArray ? null : Segments.Publish(Segments.Sites(100), name);
        using PythonAlias alias = array?.AliasForPython(name + "-alias") ?? shared!.AliasForPython(name + "-alias");
        string read = Python.Run(Attach + "\nprint(a['pos'].sum())\na['pos'][0] = 7\ndel a\nshm.close()", alias.Name, "100", $"{alias.Offset}");
        Assert.Equal(isArray ? "100" : "4950", read);
        Assert.Equal(7, isArray ? array![0].Pos : shared![0].Pos);

        // Python's tracker may have deleted the alias: the segment has its own name.
        using SharedRecords<CpgSite> again = SharedRecords.Open<CpgSite>(name);
        Assert.Equal(100, again.Count);
        alias.Dispose();
        Assert.False(File.Exists($"/dev/shm/{alias.Name}"));
    }

    [Fact]
    public void AnAliasGoesWithTheSegment()
    {
        string name = Segments.NewName();
        using SharedRecordArray<CpgSite> array = SharedRecords.CreateArray<CpgSite>(100, name);
        PythonAlias alias = array.AliasForPython(name + "-alias");
        Assert.Throws<SegmentExistsException>(() => array.AliasForPython(alias.Name));
        array.Dispose();
        Assert.False(File.Exists($"/dev/shm/{alias.Name}"));
        File.WriteAllText($"/dev/shm/{alias.Name}", "of somebody else");
        alias.Dispose();
        Assert.True(File.Exists($"/dev/shm/{alias.Name}"));
        File.Delete($"/dev/shm/{alias.Name}");
    }

    [Fact]
    public void AnAliasOfAKilledOwnerIsReaped()
    {
        string name = Segments.NewName();
        using var child = new Child("alias", name, "10");
        Assert.Equal(name + "-alias", child.ReadLine());
        Assert.True(File.Exists($"/dev/shm/{name}-alias"));
        child.Kill();
        SharedRecords.Reap();
        Assert.Empty(Segments.Files(name));
        Assert.False(File.Exists($"/dev/shm/{name}-alias"));
    }

    [Fact]
    public void WithoutANameThereIsNoAlias()
    {
        using SharedRecords<CpgSite> shared = Segments.Publish(Segments.Sites(1));
        Assert.Contains("np.load", Assert.Throws<NotSupportedException>(() => shared.AliasForPython("a")).Message, StringComparison.Ordinal);
        using SharedRecords<CpgSite> named = Segments.Publish(Segments.Sites(1), Segments.NewName());
        Assert.Throws<ArgumentException>(() => named.AliasForPython("../a"));
    }

    [Fact]
    public void WhatPythonHoldsIsOpened()
    {
        using Child python = Child.OfPython("""
            import numpy as np
            from multiprocessing import shared_memory
            dtype = np.dtype([('chr','S10'),('pos','<i4'),('pct','<f4'),('c','<i4'),('t','<i4')])
            shm = shared_memory.SharedMemory(create=True, size=1000 * dtype.itemsize + 3)
            a = np.ndarray(1000, dtype, buffer=shm.buf)
            a['pos'] = np.arange(1000)
            print(shm.name, flush=True)
            sys.stdin.readline()
            print(a['c'].sum(), flush=True)
            sys.stdin.readline()
            del a
            shm.close()
            shm.unlink()
            """);
        string name = python.ReadLine();
        using (SharedRecordArray<CpgSite> array = SharedRecords.OpenRaw<CpgSite>(name))
        {
            Assert.Equal((1000L, 499_500L), (array.Count, array.Records.Columns.Pos.Sum()));
            array[10].C = 3;
        }

        python.Say("go on\n");
        Assert.Equal("3", python.ReadLine());
        using (SharedRecordArray<CpgSite> some = SharedRecords.OpenRaw<CpgSite>(name, offset: 26 * 10, count: 5))
        {
            Assert.Equal((5L, 10, 3), (some.Count, some[0].Pos, some[0].C));
        }

        Assert.Throws<RecordFormatException>(() => SharedRecords.OpenRaw<CpgSite>(name, count: 1001));
        Assert.Throws<RecordFormatException>(() => SharedRecords.OpenRaw<CpgSite>(name, offset: 1 << 20));
        Assert.Throws<RecordFormatException>(() => SharedRecords.OpenRaw<CpgSite>(name, offset: long.MaxValue, count: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SharedRecords.OpenRaw<CpgSite>(name, offset: -1));
        Assert.Throws<SegmentNotFoundException>(() => SharedRecords.OpenRaw<CpgSite>(name + "-not"));
        python.Say("end\n");
        python.ReadToEnd();
        Assert.Throws<SegmentNotFoundException>(() => SharedRecords.OpenRaw<CpgSite>(name));
    }
}
