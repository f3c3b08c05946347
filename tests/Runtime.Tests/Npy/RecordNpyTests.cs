using System.Diagnostics;
using SchemaToolkit.Tests.SharedMemory;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Npy;

public sealed class RecordNpyTests : IDisposable
{
    private const string Descr = "[('chr','S10'),('pos','<i4'),('pct','<f4'),('c','<i4'),('t','<i4')]";

    private static readonly CpgSite[] _sites = Segments.Sites(100_000);

    private readonly TempDirectory _temp = new();

    private string Sites => _temp["sites.npy"];

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public void AFileIsTheOneThatNumpySaves(int count)
    {
        CpgSite[] sites = _sites[..count];
        RecordNpy.Save(Sites, sites);
        Python.Run("np.save(sys.argv[1] + '.again.npy', np.load(sys.argv[1]))", Sites);
        Assert.True(File.ReadAllBytes(Sites).AsSpan().SequenceEqual(File.ReadAllBytes(Sites + ".again.npy")));
        Assert.Equal(sites, RecordNpy.Load<CpgSite>(Sites));
        using RecordMap<CpgSite> map = RecordNpy.Map<CpgSite>(Sites + ".again.npy");
        Assert.Equal(count, map.Count);
        Assert.True(map.Records.SequenceEqual(sites));
        Assert.True(count == 0 || map[count - 1] == map.Slice(count - 1, 1)[0]);
    }

    [Fact]
    public void ASavedFileReplacesTheOldOneWholeOrNotAtAll()
    {
        RecordNpy.Save(Sites, _sites.AsSpan(0, 10));
        using RecordMap<CpgSite> old = RecordNpy.Map<CpgSite>(Sites);
        File.CreateSymbolicLink(_temp["link.npy"], Sites);
        RecordNpy.Save(_temp["link.npy"], _sites);
        Assert.True(old.Records.SequenceEqual(_sites.AsSpan(0, 10)));
        Assert.Equal(100_000, RecordNpy.Load<CpgSite>(Sites).Length);
        Assert.Throws<DirectoryNotFoundException>(() => RecordNpy.Save(_temp["missing/sites.npy"], _sites));
        Directory.CreateDirectory(_temp["directory"]);
        Assert.ThrowsAny<Exception>(() => RecordNpy.Save(_temp["directory"], _sites));
        Assert.Equal(["directory", "link.npy", "sites.npy"], Directory.EnumerateFileSystemEntries(_temp.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void ABoolOfAnyOtherByteIsOne()
    {
        Python.Run("np.array([0, 1, 2, 255], 'u1').view([('value', '?')]).tofile('/dev/null'); np.save(sys.argv[1], np.array([0, 1, 2, 255], 'u1').view([('value', '?')]))", Sites);
        Flag[] flags = RecordNpy.Load<Flag>(Sites);
        Assert.Equal([0, 1, 1, 1], System.Runtime.InteropServices.MemoryMarshal.AsBytes(flags).ToArray());

        System.Runtime.CompilerServices.Unsafe.As<Flag, byte>(ref flags[3]) = 255;
        RecordNpy.Save(Sites, flags);
        Assert.Equal("[0 1 1 1]", Python.Run("print(np.load(sys.argv[1])['value'].view('u1'))", Sites));
        Assert.Equal(255, System.Runtime.InteropServices.MemoryMarshal.AsBytes(flags)[3]);
    }

    [Fact]
    public void ABoolOfAnyOtherByteIsTrueInAMappedColumn()
    {
        Python.Run("np.save(sys.argv[1], np.array([2, 1, 0, 255], 'u1').view([('value', '?')]))", Sites);
        using RecordMap<Flag> map = RecordNpy.Map<Flag>(Sites);
        bool[] flags = map.Records.Columns.Value.ToArray();
        Assert.Equal([1, 1, 0, 1], System.Runtime.InteropServices.MemoryMarshal.AsBytes(flags).ToArray());
        Assert.Equal(3, map.Records.Columns.Value.Sum());
        using SharedRecords<Flag> shared = SharedRecords.Open<Flag>(Sites);
        Assert.Equal(flags, shared.Records.Columns.Value.ToArray());
    }

    [Theory]
    [InlineData("np.zeros(3, '<f8')", "plain array")]
    [InlineData("np.zeros((3, 2), '<f8')", "plain array")]
    [InlineData("np.array([None, 1])", "pickled")]
    [InlineData("np.zeros(3, [('chr','S11'),('pos','<i4'),('pct','<f4'),('c','<i4'),('t','<i4')])", "'chr'")]
    [InlineData("np.zeros(3, [('chr','S10'),('pos','<i4'),('pct','<f4'),('c','<i4')])", "'t'")]
    [InlineData("np.zeros(3, [('chr','S10'),('pos','<i4'),('pct','<f4'),('c','<i4'),('t','<i4'),('u','<i4')])", "'u'")]
    [InlineData("np.zeros(3, [('chr','S10'),('pos','O')])", "'pos'")]
    [InlineData("np.zeros(3, [('chr','S10'),('pos','f16')])", "'pos'")]
    [InlineData("np.zeros(3, [('chr','V10')])", "'chr'")]
    [InlineData("np.zeros(3, [('chr','S10',(0,))])", "'chr'")]
    [InlineData("np.zeros(3, [('chr','M8[25s]')])", "'chr'")]
    public void AnotherDtypeIsRefused(string array, string named)
    {
        Python.Run("np.save(sys.argv[1], eval(sys.argv[2]))", Sites, array);
        SchemaMismatchException refused = Assert.Throws<SchemaMismatchException>(() => RecordNpy.Load<CpgSite>(Sites));
        Assert.Contains(named, refused.Message);
        Assert.Contains("sites.npy", refused.Message);
        Assert.Throws<SchemaMismatchException>(() => RecordNpy.Map<CpgSite>(Sites));
        Assert.Throws<SchemaMismatchException>(() => SharedRecords.Open<CpgSite>(Sites));
    }

    /// <summary>The same fields elsewhere, or in the other byte order: they can be copied, not mapped.</summary>
    [Theory]
    [InlineData("np.zeros(3, [('chr','S10'),('pos','>i4'),('pct','<f4'),('c','<i4'),('t','<i4')])", "'pos'")]
    [InlineData("np.zeros(3, np.dtype([('chr','S10'),('pos','<i4'),('pct','<f4'),('c','<i4'),('t','<i4')], align=True))", "offset")]
    public void AnotherLayoutIsCopiedAndNotMapped(string array, string named)
    {
        Python.Run("a = eval(sys.argv[2]); a['chr'] = 'chr1'; a['pos'] = 7; a['t'] = -1; np.save(sys.argv[1], a)", Sites, array);
        Assert.Equal(Enumerable.Repeat(new CpgSite("chr1", 7, 0, 0, -1), 3), RecordNpy.Load<CpgSite>(Sites));
        SchemaMismatchException refused = Assert.Throws<SchemaMismatchException>(() => RecordNpy.Map<CpgSite>(Sites));
        Assert.Contains(named, refused.Message);
        Assert.Contains("sites.npy", refused.Message);
        Assert.Throws<SchemaMismatchException>(() => SharedRecords.Open<CpgSite>(Sites));
    }

    [Theory]
    [InlineData($"np.zeros((3, 2), {Descr})", "2 dimensions")]
    [InlineData($"np.asfortranarray(np.zeros((3, 2), {Descr}))", "Fortran")]
    [InlineData($"np.zeros((), {Descr})", "0 dimensions")]
    public void AnotherShapeIsRefused(string array, string named)
    {
        Python.Run("np.save(sys.argv[1], eval(sys.argv[2]))", Sites, array);
        Assert.Contains(named, Assert.Throws<RecordFormatException>(() => RecordNpy.Load<CpgSite>(Sites)).Message);
    }

    [Fact]
    public void VersionsTwoAndThreeAreRead()
    {
        foreach (int version in new[] { 2, 3 })
        {
            Python.Run("np.lib.format.write_array(open(sys.argv[1], 'wb'), np.ones(3, eval(sys.argv[3])), version=(int(sys.argv[2]), 0))", Sites, $"{version}", Descr);
            Assert.Equal(3, RecordNpy.Load<CpgSite>(Sites).Columns.Pos.Sum());
        }
    }

    [Fact]
    public void ATruncatedFileIsRefused()
    {
        RecordNpy.Save(Sites, _sites.AsSpan(0, 100));
        byte[] bytes = File.ReadAllBytes(Sites);
        for (int length = 0; length < bytes.Length; length += 7)
        {
            File.WriteAllBytes(Sites, bytes[..length]);
            Assert.Throws<RecordFormatException>(() => RecordNpy.Load<CpgSite>(Sites));
            Assert.Throws<RecordFormatException>(() => RecordNpy.Map<CpgSite>(Sites));
        }
    }

    [Fact]
    public void AMissingFileIsDotnetsOwnException()
    {
        Assert.Throws<FileNotFoundException>(() => RecordNpy.Load<CpgSite>(Sites));
        Assert.Throws<DirectoryNotFoundException>(() => RecordNpy.Map<CpgSite>(_temp["a/b.npy"]));
        Assert.Throws<RecordFormatException>(() => RecordNpy.Load<CpgSite>("/dev/null"));
    }

    [Fact]
    public async Task APipeIsRefusedAtOnceWhetherItHasAWriterOrNot()
    {
        string pipe = Pipe();
        await Refused();
        using (Process writer = Process.Start("sh", ["-c", $"exec 3<>'{pipe}'; echo ready >&3; exec sleep 60"]))
        {
            await Refused();
            writer.Kill();
        }

        async Task Refused()
        {
            foreach (Func<object> read in (Func<object>[])[() => RecordNpy.Load<CpgSite>(pipe), () => RecordNpy.Map<CpgSite>(pipe), () => SharedRecords.Open<CpgSite>(pipe)])
            {
                Exception failure = await Assert.ThrowsAsync<RecordFormatException>(() => Task.Run(read).WaitAsync(TimeSpan.FromSeconds(60)));
                Assert.Contains("a pipe", failure.Message);
            }
        }
    }

    [Fact]
    public async Task APipeIsSavedTo()
    {
        string pipe = Pipe();
        RecordNpy.Save(Sites, _sites);
        Task<byte[]> read = Task.Run(() => File.ReadAllBytes(pipe));
        await Task.Run(() => RecordNpy.Save(pipe, _sites)).WaitAsync(TimeSpan.FromSeconds(60));
        byte[] received = await read;
        Assert.True(File.ReadAllBytes(Sites).AsSpan().SequenceEqual(received));
    }

    [Fact]
    public async Task APipeWhoseReaderLeavesIsAnIOException()
    {
        string pipe = Pipe();
        using Process reader = Process.Start("head", ["-c", "10", "--", pipe]);
        await Assert.ThrowsAnyAsync<IOException>(() => Task.Run(() => RecordNpy.Save(pipe, _sites)).WaitAsync(TimeSpan.FromSeconds(60)));
    }

    private string Pipe()
    {
        using Process pipe = Process.Start("mkfifo", _temp["pipe"]);
        pipe.WaitForExit();
        return _temp["pipe"];
    }

    /// <summary>Sparse files, so that nothing of their size is written or read.</summary>
    [Fact]
    public void FilesAboveTwoGigabytesAreMapped()
    {
        const string Sparse = """
            count, dtype = int(sys.argv[2]), np.dtype(eval(sys.argv[3]))
            with open(sys.argv[1], 'wb') as f:
                np.lib.format.write_array_header_1_0(f, {'descr': dtype.descr, 'fortran_order': False, 'shape': (count,)})
                f.truncate(f.tell() + count * dtype.itemsize)
            a = np.load(sys.argv[1], mmap_mode='r+')
            a[-1] = np.ones((), dtype)
            """;
        Python.Run(Sparse, Sites, "100000000", Descr);
        using RecordMap<CpgSite> sites = RecordNpy.Map<CpgSite>(Sites);
        Assert.Equal(100_000_000, sites.Records.Length);
        Assert.Equal(1, sites.Records[^1].Pos);
        Assert.Equal(1, sites.Slice(99_999_998, 2)[1].T);

        Python.Run(Sparse, _temp["flags.npy"], "2147483650", "[('value', '?')]");
        using RecordMap<Flag> flags = RecordNpy.Map<Flag>(_temp["flags.npy"]);
        Assert.Equal(2_147_483_650, flags.Count);
        Assert.True(flags[2_147_483_649].Value);
        Assert.Contains("Slice", Assert.Throws<InvalidOperationException>(() => flags.Records.Length).Message);
        Assert.Contains("Map", Assert.Throws<RecordFormatException>(() => RecordNpy.Load<Flag>(_temp["flags.npy"])).Message);
        using SharedRecords<Flag> shared = SharedRecords.Open<Flag>(_temp["flags.npy"]);
        Assert.True(shared.Slice(2_147_483_648, 2)[1].Value);
    }
}
