using System.Globalization;
using System.Runtime.InteropServices;

namespace SchemaToolkit.Tests.Records;

/// <summary>Equality, hash and text of records.</summary>
public class RecordBytesTests
{
    [Fact]
    public void EqualityIsOfTheBytes()
    {
        var site = new CpgSite("chr1", 1, 2f, 3, 4);
        CpgSite same = site;
        Assert.True(site == same && !(site != same) && site.Equals((object)same) && site.GetHashCode() == same.GetHashCode());
        same.T = 5;
        Assert.False(site == same || site.Equals((object)same) || site.Equals("chr1") || site.Equals(null));
        Assert.NotEqual(site.GetHashCode(), same.GetHashCode());
    }

    [Fact]
    public void NanEqualsItselfAndZeroesDiffer()
    {
        Assert.Equal(new CpgSite("a", 1, float.NaN, 0, 0), new CpgSite("a", 1, float.NaN, 0, 0));
        Assert.NotEqual(new CpgSite("a", 1, 0f, 0, 0), new CpgSite("a", 1, -0f, 0, 0));
    }

    [Fact]
    public void PaddingTakesNoPart()
    {
        AlignedNumbers[] records = [new(1, 2, true, 3, "abc", (Half)4, 5, 6), default];
        records[1] = records[0];
        Span<byte> bytes = MemoryMarshal.AsBytes(records.AsSpan(1));
        for (int i = 1; i < 8; i++)
        {
            bytes[i] = 0xff;
        }

        bytes[^1] = 0xff;
        Assert.Equal(records[0], records[1]);
        Assert.Equal(records[0].GetHashCode(), records[1].GetHashCode());
        bytes[8] ^= 1;
        Assert.NotEqual(records[0], records[1]);
    }

    [Fact]
    public void TheConstructorClearsPadding()
    {
        Span<AlignedNumbers> records = stackalloc AlignedNumbers[1];
        MemoryMarshal.AsBytes(records).Fill(0xff);
        records[0] = new(0, 0, false, 0, "", (Half)0, 0, 0);
        Assert.False(MemoryMarshal.AsBytes(records).ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void BoolsFromElsewhereBecomeZeroOrOne()
    {
        Numbers[] numbers = new Numbers[256];
        Span<byte> bytes = MemoryMarshal.AsBytes(numbers.AsSpan());
        int size = Numbers.Schema.Size;
        for (int i = 0; i < 256; i++)
        {
            bytes.Slice(i * size, size).Fill((byte)i);
        }

        RecordBytes.NormalizeBooleans(numbers.AsSpan());
        for (int i = 0; i < 256; i++)
        {
            Assert.Equal(i == 0 ? 0 : 1, bytes[(i * size) + size - 1]);
            Assert.False(bytes.Slice(i * size, size - 1).ContainsAnyExcept((byte)i));
        }
    }

    [Fact]
    public void RecordsAreKeysOfSets()
    {
        CpgSite[] sites = [new("a", 1, 0, 0, 0), new("b", 1, 0, 0, 0), new("a", 1, 0, 0, 0)];
        Assert.Equal(2, sites.Distinct().Count());
        Assert.Equal(1, Array.IndexOf(sites, new CpgSite("b", 1, 0, 0, 0)));
    }

    [Fact]
    public void TheTextIsTheSameInEveryCulture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.Equal("CpgSite { Chr = chr1, Pos = -1, Pct = 2.5, C = 3, T = 4 }", new CpgSite("chr1", -1, 2.5f, 3, 4).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
