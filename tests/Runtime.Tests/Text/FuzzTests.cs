using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Text;

/// <summary>Tables with random damage, between guard pages: nothing crashes, hangs or reads outside, and every kernel
/// says the same. Short here, an hour of it with <c>SCHEMATOOLKIT_SOAK=1</c>.</summary>
public class FuzzTests
{
    // Rows of each record, a good many in a text.
    private const string Sites = "1\t2\t3\t4\t5\n1\t2\t3\t4\t5\n1\t2\t3\t4\t5\n1\t2\t3\t4\t5\n1\t2\t3\t4\t5\n1\t2\t3\t4\t5\n";
    private const string LaneRows = "ab\t-7\t.5\t0.892857142857143\tseventeen_bytes_x\t9223372036854775807\t-128\t65535\t4294967295\t1\tForward\t65504\n";
    private const string Everythings = "52.5,abc,1.5,-2,nan,x,yz,-1,70000,-0.1,1+2j,3-.5j,2020-02-29T12:34:56,1500,é☃,0.333,1,18446744073709551615\n";

    private static readonly string[] _seeds =
    [
        "chr1\t10468\t75\t3\t1\nchr22\t2147483647\t33.333333\t0\t12\nX\t-5\t.5\t+7\t0\n",
        "chr1 10468 75 3 1\n  chr22\t 7 1e5 0 12  # comment\n\nX -5 nan 1 0",
        "a,1,1.5,2,3\r\n\"b,c\",2,-0,3,4\r\n\"d\"\"e\",3,inf,4,5\r\n",
        "# chr pos pct c t\rchr1 1 2 3 4\rchr2 5 6 7 8\r",
        "\uFEFFchr\tpos\tpct\tc\tt\nchr1\t1\t0.892857142857143\t1\t1\n",
    ];

    private static readonly byte[] _bytes = "0123456789.-+eE,\t\t\n\n\r \"#'ainfINFaNj:TZ\0\u007f;%/|xX"u8.ToArray();

    private static readonly TextOptions[] _options =
    [
        TextOptions.Whitespace,
        TextOptions.Tsv,
        TextOptions.Csv,
        TextOptions.Csv with { Trim = TrimMode.All, MissingColumns = MissingColumns.Null, ExtraColumns = ExtraColumns.Ignore },
        TextOptions.Tsv with { Header = HeaderMode.MapByName },
        TextOptions.Tsv with { NullValues = ["", "NA", "75"], CommentPrefixes = ["//", "%"] },
        TextOptions.Whitespace with { Quote = '"', Columns = [0, -1, 2, 1, 3], MaxLineLength = 300 },
        TextOptions.Csv with { AllowNul = true, IntegerParsing = IntegerParsing.AllowIntegralFloat, StringOverflow = StringOverflow.Truncate, Encoding = Encoding.Latin1 },
        TextOptions.Whitespace with { SkipLines = 1, MaxRows = 5, Trim = TrimMode.None },
    ];

    [Fact]
    public void DamageDoesNoHarm()
    {
        bool isSoak = Environment.GetEnvironmentVariable("SCHEMATOOLKIT_SOAK") == "1";
        long until = Environment.TickCount64 + (isSoak ? 3_600_000 : 0);
        for (int seed = 0; seed < 1500 || Environment.TickCount64 < until; seed++)
        {
            var random = new Random(seed);
            switch (random.Next(5))
            {
                case 0:
                    Try<LaneRow>(random, seed, LaneRows, TextOptions.Tsv);
                    break;
                case 1:
                    Try<Everything>(random, seed, Everythings, TextOptions.Csv);
                    break;
                default:
                    Try<CpgSite>(random, seed, Sites, TextOptions.Tsv);
                    break;
            }
        }
    }

    private static void Try<T>(Random random, int seed, string rows, TextOptions dialect)
        where T : unmanaged, ISharedRecord<T>
    {
        TextOptions options = random.Next(3) == 0 ? dialect : _options[random.Next(_options.Length)];
        options = options with
        {
            Columns = typeof(T) == typeof(CpgSite) ? options.Columns : null,
            DegreeOfParallelism = random.Next(1, 4),
            ErrorPolicy = (ErrorPolicy)random.Next(3),
            MaxErrorCount = random.Next(4) == 0 ? random.Next(5) : null,
        };
        if (random.Next(2) == 0)
        {
            // The rows are written with the new delimiter, so that most of them are right.
            char old = dialect.Delimiter ?? ' ';
            options = RandomOptions.Make(random, T.Schema);
            rows = rows.Replace(old, options.Delimiter ?? old);
            rows = random.Next(3) == 0 ? $"{string.Join(options.Delimiter ?? '\t', T.Schema.Leaves.Select(leaf => leaf.Name))}\n{rows}" : rows;
        }

        byte[] text = Mutate(random, rows);
        using var atEnd = new GuardedText(text, atEnd: true);
        using var atStart = new GuardedText(text, atEnd: false);
        EveryWay.Answer expected = Answer<T>(text, options with { Kernel = TextKernel.General });
        foreach (TextKernel kernel in Enum.GetValues<TextKernel>())
        {
            TextOptions forced = options with { Kernel = kernel };
            Same(expected, Answer<T>(atEnd.Text, forced), seed, kernel);
            Same(expected, Answer<T>(atStart.Text, forced), seed, kernel);
            Same(expected, EveryWay.Try(report => RecordText.Read<T>(new ChunkedStream(text, random.Next(1, 100)), forced with { BufferSize = random.Next(1, 300) }, report)), seed, kernel);
        }
    }

    /// <summary>What <c>Write</c> takes reads back under the same options, or it is refused.</summary>
    [Fact]
    public void WhatWriteTakesReadsBack()
    {
        int written = 0;
        for (int seed = 0; seed < 4000; seed++)
        {
            var random = new Random(seed);
            written += random.Next(2) == 0 ? ReadsBack<LaneRow>(random, seed) : ReadsBack<Everything>(random, seed);
        }

        Assert.InRange(written, 400, 4000);
    }

    private static int ReadsBack<T>(Random random, int seed)
        where T : unmanaged, ISharedRecord<T>
    {
        TextOptions options = RandomOptions.Make(random, T.Schema) with { ErrorPolicy = ErrorPolicy.Throw };
        var records = new T[random.Next(1, 9)];
        for (int i = 0; i < records.Length; i++)
        {
            Fill(random, MemoryMarshal.AsBytes(records.AsSpan(i, 1)), T.Schema);
        }

        using var stream = new MemoryStream();
        try
        {
            RecordText.Write(stream, records, options);
        }
        catch (Exception e) when (e is RecordTextException or ArgumentException)
        {
            return 0;
        }

        EveryWay.Answer answer = EveryWay.Try(report => RecordText.Read<T>(stream.ToArray(), options, report));
        string expected = Convert.ToHexString(MemoryMarshal.AsBytes(records.AsSpan()));
        Assert.True(expected == answer.Bytes, $"seed {seed}, {options}:\n{answer.Error}\n{Encoding.Latin1.GetString(stream.ToArray())}\n{expected}\n{answer.Bytes}");
        return 1;
    }

    // Texts that look like punctuation, and plain numbers.
    private static void Fill(Random random, Span<byte> record, RecordSchema schema)
    {
        foreach (FieldSchema leaf in schema.Leaves)
        {
            Span<byte> bytes = record.Slice(leaf.Offset, leaf.Size);
            string text = RandomOptions.Pick(random, "", "a", "ab", "1", "#", " ", "x ", "é", "\"", "\n", "\t", "-", "NA", "T", "\u0001", "--", "'", "//", "75", "n");
            switch (leaf.Type.Kind)
            {
                case FieldKind.Text:
                    byte[] utf8 = random.Next(20) == 0 ? [0xE9, 0x28] : Encoding.UTF8.GetBytes(text);
                    utf8.AsSpan(0, Math.Min(utf8.Length, bytes.Length)).CopyTo(bytes);
                    break;
                case FieldKind.Utf32Text:
                    Encoding.UTF32.GetBytes(text).CopyTo(bytes);
                    break;
                case FieldKind.Boolean:
                    bytes[0] = (byte)random.Next(2);
                    break;
                case FieldKind.Half:
                    BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)(random.Next(-40, 40) / 4.0));
                    break;
                case FieldKind.Single or FieldKind.Complex64:
                    Span<float> singles = MemoryMarshal.Cast<byte, float>(bytes);
                    singles[0] = RandomOptions.Pick(random, 0.5f, -1.25e20f, 75, 1, float.PositiveInfinity, random.Next());
                    singles[^1] = RandomOptions.Pick(random, singles[0], -0.25f);
                    break;
                case FieldKind.Double or FieldKind.Complex128 when !leaf.Type.IsBigEndian:
                    Span<double> doubles = MemoryMarshal.Cast<byte, double>(bytes);
                    doubles[0] = RandomOptions.Pick(random, 0.5, -1.25e200, 75, 0.892857142857143, double.NegativeInfinity, random.NextDouble());
                    doubles[^1] = RandomOptions.Pick(random, doubles[0], -0.0);
                    break;
                case FieldKind.Datetime64:
                    BinaryPrimitives.WriteInt64LittleEndian(bytes, random.Next(4) == 0 ? long.MinValue : random.Next());
                    break;
                default:
                    bytes[leaf.Type.IsBigEndian ? ^1 : 0] = (byte)random.Next(128);
                    break;
            }
        }
    }

    private static void Same(EveryWay.Answer expected, EveryWay.Answer actual, int seed, TextKernel kernel)
        => Assert.True(expected == actual, $"seed {seed}, {kernel}:\n{actual.Error}{actual.Report}\nis not\n{expected.Error}{expected.Report}\n{actual.Bytes}\n{expected.Bytes}");

    // (A span cannot be captured.)
    private static unsafe EveryWay.Answer Answer<T>(ReadOnlySpan<byte> text, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
    {
        fixed (byte* start = text)
        {
            nint address = (nint)start;
            int length = text.Length;
            return EveryWay.Try(report => RecordText.Read<T>(new ReadOnlySpan<byte>((byte*)address, length), options, report));
        }
    }

    private static byte[] Mutate(Random random, string rows)
    {
        var text = new List<byte>();
        for (int i = random.Next(1, 40); i > 0; i--)
        {
            text.AddRange(Encoding.UTF8.GetBytes(random.Next(8) == 0 ? _seeds[random.Next(_seeds.Length)] : rows));
        }

        if (random.Next(3) == 0)
        {
            text = [.. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(_seeds[random.Next(_seeds.Length)], random.Next(1, 30))))];
        }

        for (int i = random.Next(12); i > 0 && text.Count > 0; i--)
        {
            int at = random.Next(text.Count);
            int length = Math.Min(random.Next(20), text.Count - at);
            switch (random.Next(5))
            {
                case 0:
                    text[at] = _bytes[random.Next(_bytes.Length)];
                    break;
                case 1:
                    text.RemoveRange(at, length);
                    break;
                case 2:
                    text.InsertRange(at, text.GetRange(random.Next(text.Count - length + 1), length));
                    break;
                case 3:
                    text.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    text.InsertRange(at, Enumerable.Repeat(_bytes[random.Next(_bytes.Length)], random.Next(1, 70)));
                    break;
            }
        }

        return [.. text];
    }
}
