using System.Text;
using SchemaToolkit;
using SchemaToolkit.Tests.Text;

namespace SegmentProcess;

/// <summary>What all threads of the process allocate while a table of some rows is read and written, and one of ten times as
/// many: for each kind of table, by every kind of kernel and by several threads, says how much more that is.</summary>
internal static class Allocations
{
    private const int FewRows = 3_000;
    private const string Sites = "chr1\t10468\t75\t3\t1\nchr22\t2147483647\t33.333333\t0\t12\nX\t-5\t.5\t+7\t0\n";

    public static void Say()
    {
        Say<Site>("plain", Sites, TextOptions.Tsv);
        Say<Site>("blanks", Sites.Replace("\t", "  "), TextOptions.Whitespace);
        Say<Site>("blank lines and comments", "# a comment\n\n" + Sites.Replace("\n", " # more\n \n"), TextOptions.Whitespace);
        Say<Site>("quoted", "\"a,b\",1,\"2.5\",3,4\n\"say \"\"x\"\"\",1,2,3,4\n\"a\nb\",1,2,3,4\n", TextOptions.Csv);
        Say<Site>("nulls", "NA,NA,NA,3,4\nb,1,***,3,4\n", TextOptions.Csv with { NullValues = ["NA", "***", "-9999.9"], FieldNullValues = new Dictionary<string, string> { ["pos"] = "-1" } });
        Say<Site>("missing and extra columns", "a,1,2,3,4,5\nb,1,2\n", TextOptions.Csv with { ExtraColumns = ExtraColumns.Ignore, MissingColumns = MissingColumns.Null, FieldNullValues = new Dictionary<string, string> { ["c"] = "0", ["t"] = "0" } });
        Say<Site>("selected columns", "0\t" + Sites.Replace("\n", "\tx\n0\t")[..^2], TextOptions.Tsv with { Columns = [1, 2, 3, -3, -2] });
        Say<Site>("cut texts", "a_name_that_is_too_long,1,2,3,4\n", TextOptions.Csv with { StringOverflow = StringOverflow.Truncate });
        Say<Site>("other numbers", "a;1.234.567;2.345,5;3e2;4,0\n", TextOptions.Csv with { Delimiter = ';', DecimalSeparator = ',', ThousandsSeparator = '.', IntegerParsing = IntegerParsing.AllowIntegralFloat });
        Say<Site>("Latin-1", "caf\u00e9,1,2,3,4\n", TextOptions.Csv with { Encoding = Encoding.Latin1 });
        Say<Site>("valid UTF-8", "caf\u00e9,1,2,3,4\n", TextOptions.Csv with { ValidateUtf8 = true, Trim = TrimMode.All, AllowNul = true });
        Say<Everything>("every kind", $"{Everything.Row}\n{Everything.Row2}\n{Everything.Row.Replace(";-1;70000", ";Good;70000")}\n", new TextOptions { Delimiter = ';' });
        Say<Everything>("other words", $"{Everything.Row.Replace(";0.333;1;", ";0.333;yes;")}\n", new TextOptions { Delimiter = ';', TrueValues = ["yes"], FalseValues = ["no"] });
        Say<Everything>("hard floats", $"{Everything.Row.Replace(";-0.1;", ";-123456789012345678901234567890.123456789012345e-17;").Replace("0.333", "1e-7")}\n{Everything.Row2.Replace("1e300", "2.4703282292062328e-324")}\n", new TextOptions { Delimiter = ';' });
    }

    private static void Say<T>(string what, string rows, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
    {
        byte[] few = Repeat(rows, options, FewRows);
        byte[] many = Repeat(rows, options, 10 * FewRows);
        foreach (TextKernel kernel in (TextKernel[])[TextKernel.General, TextKernel.Scalar, TextKernel.Auto])
        {
            foreach (int threads in (int[])[1, 3])
            {
                // Small buffers, so that threads take turns.
                TextOptions forced = options with { Kernel = kernel, DegreeOfParallelism = threads, BufferSize = 1 << 11 };
                Allocated<T>(few, forced);
                long before = Allocated<T>(few, forced);
                Console.WriteLine($"{Allocated<T>(many, forced) - before} {what}, {kernel}, {threads} threads");
            }
        }
    }

    private static long Allocated<T>(byte[] text, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
    {
        using var memory = new MemoryStream(text);
        using var shared = new MemoryStream(text);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        using (RecordBuffer<T> records = RecordText.Load<T>(memory, options))
        {
            RecordText.Write(Stream.Null, records.Records, options with { Columns = null });
        }

        RecordText.LoadShared<T>(shared, options, null, null).Dispose();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private static byte[] Repeat(string rows, TextOptions options, int times)
        => options.Encoding.GetBytes(new StringBuilder(rows.Length * times).Insert(0, rows, times / rows.Count(static c => c == '\n')).ToString());
}
