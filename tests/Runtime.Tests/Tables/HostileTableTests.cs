using System.Runtime.CompilerServices;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.RuntimeTables;

/// <summary>Dtypes that no program would declare, and programs that forget.</summary>
public class HostileTableTests
{
    [Theory]
    [InlineData(2_147_483_640)]
    [InlineData(2_147_483_600)]
    public void TextFieldsOfGigabytesAreAnErrorWhenTheyAreWritten(int length)
    {
        using var directory = new TempDirectory();
        using RecordTable table = Sparse(directory, $"[('a', '|S{length}')]", 2, length);
        Assert.Throws<RecordTextException>(() => RecordText.WriteTable(Stream.Null, table, TextOptions.Tsv with { MaxLineLength = 100 }));
    }

    [Fact]
    public void TwoTextsOfAGigabyteAndNoRows()
    {
        using var directory = new TempDirectory();
        using RecordTable table = Sparse(directory, "[('a', '|S1073741820'), ('b', '|S1073741820')]", 0, 0);
        RecordText.WriteTable(Stream.Null, table, TextOptions.Tsv);
    }

    [Fact]
    public void RecordsOfMillionsOfValuesHaveNoCells()
    {
        using var directory = new TempDirectory();
        RecordSchema schema = RecordSchema.Parse("a (12201612,)u1");
        Assert.Throws<NotSupportedException>(() => RecordText.LoadTable(directory.Write("t", "1 2 3\n"), schema));
        using RecordTable table = Sparse(directory, schema.NumpyDescr, 3, schema.Size);
        Assert.Equal(0, table.Column<byte>("a[12201611]")[2]);
        Assert.Throws<SchemaMismatchException>(() => table.Column<byte>("a[12201612]"));
        Assert.Throws<SchemaMismatchException>(() => table.Column<byte>("a[-1]"));
        RecordNpy.SaveTable(directory["b.npy"], table);

        // As many as fit no block of the index, but are cells.
        string row = string.Join('\t', Enumerable.Range(0, 40_000).Select(static i => i % 250)) + "\n";
        using RecordTable wide = RecordText.LoadTable(directory.Write("w", row + row), RecordSchema.Parse("a (40000,)u1"), TextOptions.Tsv);
        Assert.Equal((byte)(39_999 % 250), wide.Column<byte>("a[39999]")[1]);
    }

    [Fact]
    public void ASmallFileOfLargeRecordsTakesNoMemory()
    {
        using var directory = new TempDirectory();
        using RecordTable table = Sparse(directory, "[('a', '|u1', (2147483647,))]", 0, 0);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Equal(0, table.Column<byte>("a[0]").Length);
        Assert.Throws<SchemaMismatchException>(() => table.Column<byte>("b"));
        RecordNpy.SaveTable(directory["b.npy"], table);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 10_000_000);
    }

    [Fact]
    public void ABoolInNestedArraysIsFound()
    {
        RecordSchema schema = RecordSchema.Parse("[('n', '<i4', (5,)), ('r', [('x', '<u2'), ('ok', '|b1', (2,)), ('', '|V1')], (3,)), ('ok', '|b1')]");
        Assert.Equal([22, 23, 27, 28, 32, 33, 35], schema.BooleanOffsets);
        Assert.True(schema.HasPadding);
        Assert.Equal([(0, 24), (25, 4), (30, 4), (35, 1)], schema.DataRanges);
        Assert.False(RecordSchema.Parse("[('n', '<i4', (5,)), ('r', [('x', '<u2')], (3,))]").HasPadding);
    }

    [Fact]
    public void AProgressThatThrowsLeavesNoHole()
    {
        using var directory = new TempDirectory();
        string path = directory.Write("t", string.Concat(Enumerable.Range(1, 200_000).Select(static i => $"chr1\t{i}\t1\t1\t1\n")));
        for (int run = 0; run < 10; run++)
        {
            using SharedRecordWriter<CpgSite> writer = SharedRecords.Create<CpgSite>();
            int reports = 0;
            var progress = new Throwing(() => ++reports > 12 + run);
            Assert.Throws<TimeZoneNotFoundException>(() => RecordText.ReadInto(writer, path, TextOptions.Tsv with { DegreeOfParallelism = 2, BufferSize = 1 << 16 }, progress: progress));
            using SharedRecords<CpgSite> records = writer.Publish();
            for (int i = 0; i < records.Records.Length; i++)
            {
                Assert.Equal(i + 1, records.Records[i].Pos);
            }
        }
    }

    [Fact]
    public void AForgottenSliceIsFreedOrReported()
    {
        using var directory = new TempDirectory();
        RecordNpy.Save(directory["a.npy"], new CpgSite[1000]);
        Forget(taken: false);
        Collect();
        Assert.DoesNotContain(directory["a.npy"], File.ReadAllText("/proc/self/maps"));

        long before = AbandonedMemory.Bytes;
        Forget(taken: true);
        Collect();
        Assert.True(AbandonedMemory.Bytes > before);

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Forget(bool taken)
        {
            for (int i = 0; i < 5; i++)
            {
                using RecordTable table = RecordNpy.MapTable(directory["a.npy"]);
                RecordTable slice = table.Slice(10, 10);
                if (taken)
                {
                    _ = slice.As<CpgSite>();
                }
            }
        }

        static void Collect()
        {
            for (int i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
    }

    [Fact]
    public void WhatHdf5CannotHoldIsRefusedBeforeTheTransaction()
    {
        using var directory = new TempDirectory();
        string deep = $"[('a', '|u1', ({string.Concat(Enumerable.Repeat("1,", 33))}))]";
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            foreach (string descr in (string[])["[('a\\x00b', '<i4')]", "[('x', [('a\\x00b', '<i4')])]", deep])
            {
                using RecordTable table = Sparse(directory, descr, 1, 4);
                Assert.Throws<NotSupportedException>(() => file.Write("x", table));
            }

            foreach ((string name, string descr, int size) in (IEnumerable<(string, string, int)>)[("complex", "[('a', '>c8')]", 8), ("text", "[('a', '|S70000')]", 70_000)])
            {
                using RecordTable table = Sparse(directory, descr, 2, size);
                file.Write(name, table);
            }

            file.Complete();
        }

        using RecordHdf5 read = RecordHdf5.OpenRead(directory["a.h5"]);
        using RecordTable complex = read.OpenTable("complex");
        using RecordTable text = read.OpenTable("text");
        Assert.Equal("[('a', '>c8')]", complex.Schema.NumpyDescr);
        Assert.Equal("[('a', '|S70000')]", text.Schema.NumpyDescr);
    }

    [Fact]
    public void UnitsOfQuantitiesAreNotDtypes()
    {
        using var directory = new TempDirectory();
        Python.Run(
            """
            with h5py.File(sys.argv[1], 'w') as file:
                for unit in 'h', 'd', 'B', 'F', 'S3', 'M8[s]', 'datetime64[s]', 'timedelta64[x]':
                    file.create_dataset(unit, data=np.zeros(3, [('a', '<i8')])).attrs['a.units'] = unit
            """,
            directory["a.h5"]);
        using RecordHdf5 file = RecordHdf5.OpenRead(directory["a.h5"]);
        foreach (string unit in file.Names)
        {
            using RecordTable table = file.OpenTable(unit);
            Assert.Equal(unit == "datetime64[s]" ? "[('a', '<M8[s]')]" : "[('a', '<i8')]", table.Schema.NumpyDescr);
        }
    }

    [Fact]
    public void AnEnumWithTwoEqualNamesIsDamage()
    {
        using var directory = new TempDirectory();
        Python.Run(
            """
            with h5py.File(sys.argv[1], 'w') as file:
                kind = h5py.enum_dtype({'FIRSTNAME': 1, 'OTHERNAME': 2}, basetype='i1')
                file.create_dataset('x', data=np.zeros(3, [('a', kind)]))
            """,
            directory["a.h5"]);
        using (RecordHdf5 whole = RecordHdf5.OpenRead(directory["a.h5"]))
        using (RecordTable table = whole.OpenTable("x"))
        {
            Assert.Equal(["FIRSTNAME", "OTHERNAME"], table.Schema.Fields[0].Type.EnumMembers.Select(static member => member.Name));
        }

        byte[] bytes = File.ReadAllBytes(directory["a.h5"]);
        "FIRSTNAME"u8.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf("OTHERNAME"u8)));
        File.WriteAllBytes(directory["a.h5"], bytes);
        using RecordHdf5 file = RecordHdf5.OpenRead(directory["a.h5"]);
        Assert.Contains("FIRSTNAME", Assert.Throws<RecordFormatException>(() => file.OpenTable("x")).Message);
    }

    [Fact]
    public void WhatCannotCrossToAProcessIsRefusedAtTheStart()
    {
        var schema = new RecordSchema("big", 16, 1, [new FieldSchema("a", "a", 0, FieldType.Utf32Text(4).AsBigEndian())]);
        Assert.Throws<ArgumentException>(() => RecordWorkers.Start(schema));
    }

    [Fact]
    public void BigEndianTextIsPrinted()
    {
        using var directory = new TempDirectory();
        Python.Run("np.save(sys.argv[1], np.array([('Ωb',)], [('a', '>U4')]))", directory["a.npy"]);
        using RecordTable table = RecordNpy.LoadTable(directory["a.npy"]);
        Assert.Equal("dtype { a = Ωb }", table[0]);
        Assert.Equal("Ωb", table.Text("a")[0]);
    }

    // A file of zeros that takes no space.
    private static RecordTable Sparse(TempDirectory directory, string descr, long rows, long size)
    {
        string path = directory[$"{Guid.NewGuid()}.npy"];
        string header = $"{{'descr': {descr}, 'fortran_order': False, 'shape': ({rows},), }}\n";
        using (FileStream file = File.Create(path))
        {
            file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. System.Text.Encoding.Latin1.GetBytes(header)]);
            file.SetLength(file.Length + (rows * size));
        }

        return RecordNpy.MapTable(path);
    }

    private sealed class Throwing(Func<bool> isDue) : IProgress<TextProgress>
    {
        public void Report(TextProgress value)
        {
            if (isDue())
            {
                throw new TimeZoneNotFoundException();
            }
        }
    }
}
