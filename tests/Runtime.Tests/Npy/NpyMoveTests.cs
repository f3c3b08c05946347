using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Npy;

[SharedRecord("pos i4, c i4")]
public partial struct PosAndC;

[SharedRecord("flag ?, name U4, when M8[s], value >f8, z c8", Layout = RecordLayout.Aligned)]
public partial struct ManyKinds;

/// <summary>Files whose fields lie elsewhere than in the record, or have the other byte order.</summary>
public class NpyMoveTests
{
    [Fact]
    public void AViewOfSomeFieldsLoads()
    {
        using var directory = new TempDirectory();
        Python.Run("""
            a = np.zeros(50000, [('chr','S10'),('pos','<i4'),('pct','<f4'),('c','<i4'),('t','<i4')])
            a['pos'] = np.arange(50000); a['c'] = 7 * a['pos']
            np.save(sys.argv[1], a[['pos', 'c']])
            """, directory["a.npy"]);
        PosAndC[] rows = RecordNpy.Load<PosAndC>(directory["a.npy"]);
        Assert.Equal(50000, rows.Length);
        Assert.All(rows.Select(static (row, i) => (row, i)), static at => Assert.Equal((at.i, 7 * at.i), (at.row.pos, at.row.c)));
        Assert.Throws<SchemaMismatchException>(() => RecordNpy.Map<PosAndC>(directory["a.npy"]));
        Assert.Throws<SchemaMismatchException>(() => RecordNpy.Load<CpgSite>(directory["a.npy"]));
    }

    [Fact]
    public void TheOtherByteOrderLoads()
    {
        using var directory = new TempDirectory();
        Python.Run("""
            a = np.array([(True, 'é☃', '2020-01-02T03:04:05', -1.5, 1 - 2j), (False, '', 'NaT', np.inf, 0)], [('flag','?'),('name','>U4'),('when','>M8[s]'),('value','<f8'),('z','>c8')])
            np.save(sys.argv[1], a)
            np.save(sys.argv[2], a.astype(np.dtype([('flag','?'),('name','<U4'),('when','<M8[s]'),('value','>f8'),('z','<c8')], align=True)))
            """, directory["other.npy"], directory["same.npy"]);
        Assert.Equal(RecordNpy.Load<ManyKinds>(directory["same.npy"]), RecordNpy.Load<ManyKinds>(directory["other.npy"]));
    }
}
