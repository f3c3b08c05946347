using System.Runtime.CompilerServices;

namespace SchemaToolkit.Tests.Records;

public class RecordTests
{
    [Fact]
    public void ARecordIsWhatNumpyLaysOut()
    {
        Assert.Equal(26, Unsafe.SizeOf<CpgSite>());
        Assert.Equal("[('chr', '|S10'), ('pos', '<i4'), ('pct', '<f4'), ('c', '<i4'), ('t', '<i4')]", CpgSite.Schema.NumpyDescr);
        var site = new CpgSite("chr1", 1, 2f, 3, 4);
        Assert.Equal(site, new CpgSite("chr1", 1, 2f, 3, 4));
        Assert.Equal("CpgSite { Chr = chr1, Pos = 1, Pct = 2, C = 3, T = 4 }", site.ToString());
        CpgSite[] sites = [site, site];
        Assert.Equal(2, sites.Columns.Pos.Sum());
        Assert.Equal(1, sites.AsSpan(1).Columns.Pos[0]);
        Assert.True(site.Chr == "chr1" && site.Chr == "chr1"u8 && site.Chr != "a text that is far too long");
    }
}
