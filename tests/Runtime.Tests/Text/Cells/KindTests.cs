using System.Runtime.InteropServices;
using System.Text;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Text;

/// <summary>A record of every kind of field: a cell a leaf, arrays and nested records taken apart, as numpy does.</summary>
public class KindTests
{
    private static readonly TextOptions _options = new() { Delimiter = ';' };

    [Fact]
    public void EveryKindIsReadAsNumpyReadsIt()
    {
        byte[] text = Encoding.UTF8.GetBytes($"{Everything.Row}\n{Everything.Row2}\n");
        EveryWay.Answer answer = EveryWay.Read<Everything>(text, _options);
        Assert.Null(answer.Error);
        using var directory = new TempDirectory();
        File.WriteAllBytes(directory["t"], text);
        string expected = Python.Run(
            "a = np.loadtxt(sys.argv[1], dtype=np.dtype(eval(sys.argv[2])), delimiter=';', encoding='utf-8', ndmin=1); print(a.tobytes().hex().upper())",
            directory["t"],
            Everything.Schema.NumpyDescr);
        Assert.Equal(expected, answer.Bytes);
    }

    [Fact]
    public void NamesAreValuesOfAnEnum()
    {
        Everything[] records = RecordText.Read<Everything>(Encoding.UTF8.GetBytes($"{Everything.Row.Replace(";-1;70000", ";Bad;70000")}\n{Everything.Row2.Replace(";1;-1", ";Good;-1")}\n"), _options);
        Assert.Equal([Quality.Bad, Quality.Good], records.Select(static record => record.Quality));
        Assert.Contains("its names are Bad, Good", EveryWay.Read<Everything>(Encoding.UTF8.GetBytes(Everything.Row.Replace(";-1;70000", ";bad;70000")), _options).Error);
    }

    [Fact]
    public void EveryKindIsWrittenAndReadBack()
    {
        Everything[] records = RecordText.Read<Everything>(Encoding.UTF8.GetBytes($"{Everything.Row}\n{Everything.Row2}\n"), _options);
        foreach (TextOptions options in (TextOptions[])[_options, TextOptions.Csv, TextOptions.Whitespace with { Quote = '"' }, TextOptions.Csv with { Header = HeaderMode.MapByName }])
        {
            using var stream = new MemoryStream();
            RecordText.Write(stream, records, options);
            Assert.Equal(
                Convert.ToHexString(MemoryMarshal.AsBytes(records.AsSpan())),
                Convert.ToHexString(MemoryMarshal.AsBytes(RecordText.Read<Everything>(stream.ToArray(), options).AsSpan())));
        }
    }

    [Fact]
    public void AnErrorNamesTheLeaf()
    {
        RecordTextException error = Assert.Throws<RecordTextException>(() => RecordText.Read<Everything>(Encoding.UTF8.GetBytes(Everything.Row.Replace("-2;nan", "-2;none")), _options));
        Assert.Equal(4, error.ColumnIndex);
        Assert.Equal(Everything.Schema.Leaves[4].Name, error.FieldName);
    }

    [Fact]
    public void PlainRowsAreWrittenAsAnyOther()
    {
        // The fast way of writing against the general one, which a NullValues that never occurs forces.
        var random = new Random(7);
        var records = new WriteRow[4000];
        for (int i = 0; i < records.Length; i++)
        {
            float single = random.Next(4) switch
            {
                0 => (float)Math.Round(random.NextDouble() * 100, random.Next(5)),
                1 => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)),
                2 => random.Next(-20_000_000, 20_000_000) / (float)Math.Pow(10, random.Next(9)),
                _ => random.Next(-3, 3),
            };
            double wide = random.Next(4) switch
            {
                0 => Math.Round(random.NextDouble() * 1e6, random.Next(8)),
                1 => BitConverter.Int64BitsToDouble(random.NextInt64()),
                2 => random.NextInt64(-2_000_000_000_000, 2_000_000_000_000) / Math.Pow(10, random.Next(12)),
                _ => -0.0,
            };
            records[i] = new WriteRow(random.Next(10) switch { 0 => "", 1 => "a b", 2 => "é", 3 => "x#y", 4 => "\"q", _ => "chr1" }, single, wide, random.NextInt64(), (sbyte)random.Next(-128, 128), random.Next(2) == 0);
        }

        foreach (TextOptions options in (TextOptions[])[TextOptions.Tsv with { Quote = '"' }, TextOptions.Csv, TextOptions.Whitespace with { Quote = '"' }])
        {
            using var plain = new MemoryStream();
            using var general = new MemoryStream();
            RecordText.Write(plain, records, options);
            RecordText.Write(general, records, options with { NullValues = ["never there"] });
            Assert.Equal(Encoding.UTF8.GetString(general.ToArray()), Encoding.UTF8.GetString(plain.ToArray()));
        }
    }
}

[SharedRecord]
public partial struct WriteRow
{
    public S6 Name;
    public float Single;
    public double Double;
    public long Long;
    public sbyte Small;
    public bool Flag;
}
