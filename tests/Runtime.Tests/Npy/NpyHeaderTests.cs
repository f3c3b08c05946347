using System.Collections.Immutable;
using System.Text;
using FsCheck.Fluent;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Npy;

public class NpyHeaderTests
{
    private static readonly string[] _names = ["chr", "x", "it's", "a\"b", "back\\slash", "größe", "日本", "two words", "tab\t", "😀", "{'descr':"];

    [Fact]
    public void EveryDtypeIsWrittenAndReadAsNumpyDoes()
    {
        using var temp = new TempDirectory();
        var random = new Random(1);
        RecordSchema[] schemas = [.. Enumerable.Range(0, 300).Select(_ => RandomSchema(random, 3))];
        for (int i = 0; i < schemas.Length; i++)
        {
            File.WriteAllBytes(temp[$"{i}.npy"], NpyHeader.Write(schemas[i], 0));
        }

        string[] descrs = Python.Run("""
            import warnings
            warnings.simplefilter('ignore')
            sys.stdout.reconfigure(encoding='utf-8')
            for i in range(int(sys.argv[2])):
                a = np.load(f'{sys.argv[1]}/{i}.npy', max_header_size=1_000_000)
                np.save(f'{sys.argv[1]}/{i}.again.npy', a)
                print(a.dtype.descr)
            """, temp.Path, $"{schemas.Length}").Split('\n');
        Assert.Equal(schemas.Select(static s => s.NumpyDescr), descrs);
        for (int i = 0; i < schemas.Length; i++)
        {
            byte[] header = File.ReadAllBytes(temp[$"{i}.npy"]);
            Assert.Equal(File.ReadAllBytes(temp[$"{i}.again.npy"]), header);
            NpyHeader parsed = NpyHeader.Parse(header, "it");
            Assert.Equal(schemas[i], parsed.Schema);
            Assert.Equal(header.Length, NpyHeader.SizeOf(header, "it"));
        }
    }

    [Fact]
    public void TheSizeDoesNotDependOnTheCount()
    {
        Assert.Equal(4096, NpyHeader.Write(CpgSite.Schema, 0, 4096).Length);
        Assert.Equal(4096, NpyHeader.Write(CpgSite.Schema, long.MaxValue, 4096).Length);
        Assert.Equal(long.MaxValue, NpyHeader.Parse(NpyHeader.Write(CpgSite.Schema, long.MaxValue), "it").Count);
    }

    [Fact]
    public void ALongHeaderIsVersionTwo()
    {
        var schema = new RecordSchema("wide", 4 * 5000, 1, [.. Enumerable.Range(0, 5000).Select(static i => new FieldSchema($"field{i}", $"F{i}", 4 * i, FieldType.Int32))]);
        byte[] header = NpyHeader.Write(schema, 7);
        Assert.Equal(2, header[6]);
        Assert.Equal(schema, NpyHeader.Parse(header, "it").Schema);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (1,), 'x': 1}")]
    [InlineData("{'descr': [('a', '<i4')], 'fortran_order': 0, 'shape': (1,)}")]
    [InlineData("{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (-1,)}")]
    [InlineData("{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (1)}")]
    [InlineData("{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (99999999999999999999,)}")]
    [InlineData("{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (1,)} 1")]
    [InlineData("{'descr': [], 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("{'descr': [('a', '<i4'), ('a', '<i4')], 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("{'descr': [('a', '<>i4')], 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("{'descr': [('a', '<i4', (-1,))], 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("{'descr': [('a', '<i4', (100000, 100000))], 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("{'descr': [('a', '|S2147483647'), ('b', '|S2147483647')], 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("{'descr': [('', '|V2147483647'), ('', '|V2147483647'), ('b', '<i4')], 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("{'descr': [('a', 4)], 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("{'descr': __import__('os'), 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("{'descr': [('\\U00110000', '<i4')], 'fortran_order': False, 'shape': (1,)}")]
    public void WhatIsNoHeaderIsRefused(string text) => Assert.Throws<RecordFormatException>(() => NpyHeader.Parse(Header(text), "it"));

    [Fact]
    public void NestingHasAnEnd()
        => Assert.Throws<RecordFormatException>(() => NpyHeader.Parse(Header($"{{'descr': {new string('[', 100_000)}"), "it"));

    [Fact]
    public void ATitleIsPassedOver()
        => Assert.Equal("[('pos', '<i4')]", NpyHeader.Parse(Header("{'descr': [(('Position', 'pos'), '<i4')], 'fortran_order': False, 'shape': (1L,), }"), "it").Schema.NumpyDescr);

    [Fact]
    public void AnyBytesAreReadOrRefused()
        => FsCheck.Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll<byte[]>(static bytes =>
        {
            byte[] start = [0x93, .. "NUMPY"u8, 1, 0, .. bytes];
            return ReadsOrRefuses(bytes) && ReadsOrRefuses(start);
        }));

    [Fact]
    public void AnyChangedHeaderIsReadOrRefused()
    {
        var random = new Random(2);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] header = NpyHeader.Write(RandomSchema(random, 2), random.Next());
            for (int changes = random.Next(1, 6); changes > 0; changes--)
            {
                int at = random.Next(6, header.Length);
                header = random.Next(4) switch
                {
                    0 => [.. header[..at], .. header[Math.Min(header.Length, at + random.Next(20))..]],
                    1 => [.. header[..at], .. header[random.Next(header.Length)..], .. header[at..]],
                    2 => [.. header[..at], (byte)"[]()'\"{},: \\0123456789LVSU<>|"[random.Next(29)], .. header[(at + 1)..]],
                    _ => [.. header[..at], (byte)random.Next(256), .. header[(at + 1)..]],
                };
                header = header.Length < 12 ? [.. header, .. new byte[12]] : header;
            }

            Assert.True(ReadsOrRefuses(header));
        }
    }

    private static bool ReadsOrRefuses(byte[] bytes)
    {
        try
        {
            int size = NpyHeader.SizeOf(bytes, "it");
            if (size <= bytes.Length)
            {
                NpyHeader header = NpyHeader.Parse(bytes.AsSpan(0, size), "it");
                return header.Count >= 0 && header.Schema.Size > 0 && header.Schema.NumpyDescr.Length > 0;
            }
        }
        catch (Exception e) when (e is RecordFormatException or SchemaMismatchException)
        {
        }

        return true;
    }

    private static byte[] Header(string text)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        return [0x93, .. "NUMPY"u8, 2, 0, .. BitConverter.GetBytes(bytes.Length), .. bytes];
    }

    private static RecordSchema RandomSchema(Random random, int depth)
    {
        int offset = 0;
        ImmutableArray<FieldSchema>.Builder fields = ImmutableArray.CreateBuilder<FieldSchema>();
        foreach (string name in _names.OrderBy(_ => random.Next()).Take(random.Next(1, 6)).ToArray())
        {
            offset += random.Next(4) == 0 ? random.Next(1, 9) : 0;
            FieldType type = RandomType(random, depth);
            fields.Add(new FieldSchema(name, name, offset, type));
            offset += type.Size;
        }

        return new RecordSchema("random", offset + (random.Next(4) == 0 ? random.Next(1, 9) : 0), 1, fields.ToImmutable());
    }

    private static FieldType RandomType(Random random, int depth)
    {
        FieldType[] plain =
        [
            FieldType.SByte, FieldType.Byte, FieldType.Int16, FieldType.UInt16, FieldType.Int32, FieldType.UInt32, FieldType.Int64, FieldType.UInt64,
            FieldType.Half, FieldType.Single, FieldType.Double, FieldType.Boolean, FieldType.Complex64, FieldType.Complex128,
            FieldType.Text(random.Next(1, 300)), FieldType.Utf32Text(random.Next(1, 30)),
            FieldType.Datetime64((TimeUnit)random.Next(13)), FieldType.Timedelta64((TimeUnit)random.Next(13)),
        ];
        FieldType type = depth > 0 && random.Next(5) == 0 ? FieldType.Nested(RandomSchema(random, depth - 1)) : plain[random.Next(plain.Length)];
        if (type.Size > 1 && type.Kind is not (FieldKind.Text or FieldKind.Record or FieldKind.Complex64 or FieldKind.Complex128) && random.Next(3) == 0)
        {
            type = type.AsBigEndian();
        }

        for (int dimensions = random.Next(6) - 3; dimensions > 0; dimensions--)
        {
            type = FieldType.Array(type, random.Next(1, 4));
        }

        return type;
    }
}
