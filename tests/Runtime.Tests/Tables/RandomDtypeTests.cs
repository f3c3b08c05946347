using System.Text;
using System.Text.Json;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.RuntimeTables;

/// <summary>Random dtypes on their way through every room, with numpy and h5py at the other end.</summary>
public class RandomDtypeTests
{
    private static readonly string[] _codes =
    [
        "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8", "|b1", "|S1", "|S5", "|S17", "<U1", "<U4",
        "<M8[s]", "<M8[ns]", "<m8[ms]", "<c8", "<c16", ">i2", ">u4", ">i8", ">f4", ">f8", ">M8[us]",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void WhatNumpyMakesComesBackTheSame(int seed)
    {
        var random = new Random(seed);
        string[] dtypes = [.. Enumerable.Range(0, 25).Select(_ => Dtype(random, depth: 0))];
        using var directory = new TempDirectory();
        string[] descrs = Python.Run(
            """
            import json
            random = np.random.default_rng(int(sys.argv[3]))
            def fill(a, rows):
                if a.dtype.names:
                    for name in a.dtype.names: fill(a[name], rows)
                    return
                kind = a.dtype.kind
                if kind == 'b': values = random.integers(0, 2, a.shape)
                elif kind in 'iu':
                    info = np.iinfo(a.dtype)
                    values = random.integers(info.min, info.max, a.shape, dtype=a.dtype.newbyteorder('='), endpoint=True)
                elif kind == 'f': values = random.normal(0, 100, a.shape)
                elif kind == 'c': values = random.normal(0, 100, a.shape) + 1j * random.normal(0, 100, a.shape)
                elif kind in 'Mm': values = random.integers(-10**8, 10**8, a.shape).astype(a.dtype)
                else:
                    length = a.dtype.itemsize // (4 if kind == 'U' else 1)
                    values = np.array([''.join(chr(c) for c in random.integers(97, 123, random.integers(1, length + 1))) for _ in range(a.size)]).reshape(a.shape)
                a[...] = values
            for i, text in enumerate(json.load(open(sys.argv[1]))):
                dtype = np.dtype(eval(text))
                a = np.zeros(50, dtype)
                fill(a, 50)
                np.save(f'{sys.argv[2]}/{i}.npy', a)
                print(dtype.descr)
            """,
            directory.Write("dtypes.json", JsonSerializer.Serialize(dtypes)),
            directory.Path,
            $"{seed}").Split('\n');

        var references = new List<string>();
        var held = new List<RecordTable>();
        using (RecordHdf5 file = RecordHdf5.Create(directory["all.h5"]))
        {
            for (int i = 0; i < dtypes.Length; i++)
            {
                RecordSchema schema = RecordSchema.Parse(dtypes[i]);
                Assert.Equal(descrs[i], schema.NumpyDescr);
                Assert.Equal(schema, RecordSchema.FromNumpyDescr(schema.NumpyDescr));
                using RecordTable table = RecordNpy.LoadTable(directory[$"{i}.npy"]);
                Assert.Equal(schema.Fingerprint, table.Schema.Fingerprint);

                RecordNpy.SaveTable(directory["again.npy"], table);
                Assert.Equal(File.ReadAllBytes(directory[$"{i}.npy"]), File.ReadAllBytes(directory["again.npy"]));

                using (SharedTableWriter writer = SharedRecords.CreateTable(schema))
                {
                    writer.Add(table);
                    held.Add(writer.Publish());
                    references.Add(held[^1].Reference!);
                }

                foreach (TextOptions options in (TextOptions[])[TextOptions.Csv, TextOptions.Tsv with { Kernel = TextKernel.Scalar }, TextOptions.Whitespace])
                {
                    using var text = new MemoryStream();
                    RecordText.WriteTable(text, table, options);
                    text.Position = 0;
                    using RecordTable read = RecordText.LoadTable(text, schema, options);
                    Assert.True(read.Bytes(0, 50).SequenceEqual(table.Bytes(0, 50)), $"{dtypes[i]}\n{Encoding.UTF8.GetString(text.ToArray())}");
                }

                if (dtypes[i].Contains("<U", StringComparison.Ordinal))
                {
                    Assert.Throws<NotSupportedException>(() => file.Write($"{i}", table));
                }
                else
                {
                    file.Write($"{i}", table, i % 2 == 0 ? null : new Hdf5Options { Deflate = 1, Shuffle = true, ChunkRows = 20 });
                }
            }

            file.Complete();
        }

        Assert.Equal("True", Python.Run(
            """
            import json
            directory = sys.argv[1]
            with h5py.File(directory + '/all.h5') as file:
                for i, reference in enumerate(sys.argv[2:]):
                    a = np.load(f'{directory}/{i}.npy')
                    b = np.load(reference, mmap_mode='r')
                    assert a.dtype == b.dtype and a.tobytes() == b.tobytes(), i
                    if str(i) in file: assert a.tobytes() == file[str(i)][:].tobytes(), i
            print(True)
            """,
            [directory.Path, .. references]));
        held.ForEach(static table => table.Dispose());

        using RecordHdf5 back = RecordHdf5.OpenRead(directory["all.h5"]);
        foreach (string name in back.Names)
        {
            using RecordTable expected = RecordNpy.LoadTable(directory[$"{name}.npy"]);
            using RecordTable table = back.OpenTable(name);
            Assert.Equal(expected.Schema.NumpyDescr, table.Schema.NumpyDescr);
            Assert.True(table.Bytes(0, 50).SequenceEqual(expected.Bytes(0, 50)), dtypes[int.Parse(name, null)]);
        }
    }

    [Theory]
    [InlineData("pos i4, pos f4", 8, "two fields 'pos'")]
    [InlineData("pos i4, pct q7", 12, "q7")]
    [InlineData("[('a', '<i4'), ('b', 'O')]", 22, "Python objects")]
    [InlineData("[('a', '<i4')", 13, "ends")]
    [InlineData("", 0, "expected")]
    public void AnErrorNamesTheCharacter(string dtype, int position, string words)
    {
        string message = Assert.Throws<FormatException>(() => RecordSchema.Parse(dtype)).Message;
        Assert.Contains($"character {position}", message);
        Assert.Contains(words, message);
    }

    private static string Dtype(Random random, int depth)
    {
        var fields = new StringBuilder("[");
        for (int i = random.Next(1, 7); i > 0; i--)
        {
            string type = depth < 2 && random.Next(8) == 0 ? Dtype(random, depth + 1) : $"'{_codes[random.Next(_codes.Length)]}'";
            string shape = random.Next(6) switch { 0 => ", (2,)", 1 => ", (2, 3)", _ => "" };
            fields.Append($"('f{i}', {type}{shape}), ");
        }

        return fields.Append(']').ToString();
    }
}
