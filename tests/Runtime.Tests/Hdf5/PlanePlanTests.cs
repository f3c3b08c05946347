using System.IO.Compression;
using System.Runtime.InteropServices;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Hdf5;

/// <summary>Planes of chunks that are compressed each in its own way.</summary>
public class PlanePlanTests
{
    private const int Rows = 5000;

    // What a plane's byte is in a row.
    private static readonly Func<Random, int, byte>[] _planes =
    [
        static (_, _) => 0,
        static (_, row) => (byte)row,
        static (_, row) => (byte)(row / 100),
        static (random, _) => (byte)random.Next(256),
        static (random, _) => (byte)random.Next(4),
        static (_, row) => (byte)new Random(row % 700).Next(256), // repeated, far apart
        static (_, _) => 255,
    ];

    [Fact]
    public void EverySequenceOfPlanesIsOneZlibStream()
    {
        var random = new Random(1);
        for (int round = 0; round < 60; round++)
        {
            int size = random.Next(1, 12);
            byte[] chunk = Chunk(random, [.. Enumerable.Range(0, size).Select(_ => _planes[random.Next(_planes.Length)])]);
            int level = 1 + (round % 9);
            var plan = new Hdf5PlanePlan(chunk, Rows, level);

            // The plan of one chunk serves others.
            foreach (byte[] other in new[] { chunk, Chunk(random, [.. Enumerable.Repeat(_planes[round % _planes.Length], size)]) })
            {
                var stream = new MemoryStream();
                plan.Deflate(other, Rows, level, stream);
                stream.Position = 0;
                var back = new MemoryStream();
                using (var inflate = new ZLibStream(stream, CompressionMode.Decompress, leaveOpen: true))
                {
                    inflate.CopyTo(back);
                }

                Assert.Equal(other, back.ToArray());
                byte[] bytes = stream.ToArray();
                Assert.Equal(0, ((bytes[0] << 8) | bytes[1]) % 31);
                Assert.Equal(Checksum(other), System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(^4)));
            }
        }
    }

    [Fact]
    public void WhatIsRepeatedFarApartIsFound()
    {
        byte[] chunk = Chunk(new Random(1), _planes[5], _planes[3]);
        var stream = new MemoryStream();
        new Hdf5PlanePlan(chunk, Rows, 4).Deflate(chunk, Rows, 4, stream);
        Assert.InRange(stream.Length, Rows, Rows + 1500);
    }

    [Fact]
    public void ManyChunksAreReadByH5pyAndMakeTheSameFileAgain()
    {
        using var directory = new TempDirectory();
        CpgSite[] sites = RoundTripTests.Sites(300_001);
        new Random(5).NextBytes(MemoryMarshal.AsBytes(sites.AsSpan(150_000, 20_000)));
        var options = new Hdf5Options { Deflate = 4, Shuffle = true, Fletcher32 = true, ChunkRows = 4096 };
        foreach (string name in new[] { "a.h5", "b.h5" })
        {
            using RecordHdf5 file = RecordHdf5.Create(directory[name]);
            file.Write("once", sites, options);
            file.Write("batches", sites.Chunk(7777), options);
            file.Complete();
        }

        Assert.Equal(File.ReadAllBytes(directory["a.h5"]), File.ReadAllBytes(directory["b.h5"]));
        using (Hdf5Appender<CpgSite> appender = RecordHdf5.Append<CpgSite>(directory["a.h5"], "batches"))
        {
            appender.Append(sites);
        }

        File.WriteAllBytes(directory["expected"], MemoryMarshal.AsBytes(sites.AsSpan()));
        Assert.Equal("ok", Python.Run("""
            expected = open(sys.argv[2], 'rb').read()
            f = h5py.File(sys.argv[1])
            assert f['once'][:].tobytes() == expected and f['batches'][:].tobytes() == expected * 2
            print('ok')
            """, directory["a.h5"], directory["expected"]));
        using RecordHdf5 read = RecordHdf5.OpenRead(directory["b.h5"]);
        Assert.True(MemoryMarshal.AsBytes(read.Read<CpgSite>("batches").AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(sites.AsSpan())));
    }

    private static byte[] Chunk(Random random, params Func<Random, int, byte>[] planes)
        => [.. planes.SelectMany(plane => Enumerable.Range(0, Rows).Select(row => plane(random, row)))];

    private static uint Checksum(byte[] bytes)
    {
        (uint low, uint high) = (1, 0);
        foreach (byte value in bytes)
        {
            low = (low + value) % 65521;
            high = (high + low) % 65521;
        }

        return (high << 16) | low;
    }
}
