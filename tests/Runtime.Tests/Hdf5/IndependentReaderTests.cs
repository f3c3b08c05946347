using System.Runtime.InteropServices;
using PureHDF;
using PureHDF.VOL.Native;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Hdf5;

/// <summary>What is written is read by PureHDF, which shares no code with libhdf5.</summary>
public class IndependentReaderTests
{
    [Fact]
    public void EveryStorageAndAttributeIsReadByAnotherImplementation()
    {
        using var directory = new TempDirectory();
        CpgSite[] sites = RoundTripTests.Sites(50_003);
        var storages = new Dictionary<string, Hdf5Options?>
        {
            ["block"] = null,
            ["chunks"] = new() { ChunkRows = 1000 },
            ["deflated"] = new() { Deflate = 4, ChunkRows = 777 },
            ["planes"] = new() { Deflate = 4, Shuffle = true, ChunkRows = 5000 },
            ["all"] = new() { Deflate = 9, Shuffle = true, Fletcher32 = true, ChunkRows = 4999 },
            ["sums"] = new() { Fletcher32 = true, ChunkRows = 999 },
        };
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            foreach ((string name, Hdf5Options? options) in storages)
            {
                file.Write($"once/{name}", sites, options);
                file.Write($"batches/{name}", sites.Chunk(1234), options);
            }

            file.AttributesOf("once/block").Set("units", "percent");
            file.AttributesOf("once/block").Set<int>("shape", [1, 2, 3]);
            file.Complete();
        }

        using (Hdf5Appender<CpgSite> appender = RecordHdf5.Append<CpgSite>(directory["a.h5"], "appended", storages["planes"]))
        {
            appender.Append(sites);
        }

        using NativeFile read = H5File.OpenRead(directory["a.h5"]);
        ReadOnlySpan<byte> expected = MemoryMarshal.AsBytes(sites.AsSpan());
        foreach (string name in storages.Keys.SelectMany(static name => (string[])[$"once/{name}", $"batches/{name}"]).Append("appended"))
        {
            Row[] rows = read.Dataset(name).Read<Row[]>();
            Assert.True(MemoryMarshal.AsBytes(rows.AsSpan()).SequenceEqual(expected), name);
        }

        IH5Dataset block = read.Dataset("once/block");
        Assert.Equal("percent", block.Attribute("units").Read<string>());
        Assert.Equal([1, 2, 3], block.Attribute("shape").Read<int[]>());
        Assert.Equal(["chr", "pos", "pct", "c", "t"], block.Type.Compound.Members.Select(static member => member.Name));
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private unsafe struct Row
    {
#pragma warning disable IDE1006, SA1300 // The names of the columns.
        public fixed byte chr[10];
        public int pos;
        public float pct;
        public int c;
        public int t;
#pragma warning restore IDE1006, SA1300
    }
}
