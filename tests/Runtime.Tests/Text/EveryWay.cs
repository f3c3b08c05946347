using System.Runtime.InteropServices;

namespace SchemaToolkit.Tests.Text;

/// <summary>One text read in every way there is: by every kernel, as bytes and as streams that give little at a time, by one
/// thread and by several. All must agree.</summary>
internal static class EveryWay
{
    /// <summary>The records' bytes, or the error.</summary>
    public static Answer Read<T>(byte[] text, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
    {
        Answer answer = Try(report => RecordText.Read<T>(text, options with { Kernel = TextKernel.General }, report));
        foreach (TextKernel kernel in Enum.GetValues<TextKernel>())
        {
            // The least buffer, so that rows lie across its end.
            TextOptions forced = options with { Kernel = kernel, BufferSize = 64 };
            Assert.Equal(answer, Try(report => RecordText.Read<T>(text, forced, report)));
            foreach (int chunk in (int[])[1, 2, 3, 7, 4096])
            {
                Assert.Equal(answer, Try(report => RecordText.Read<T>(new ChunkedStream(text, chunk), forced, report)));
            }
        }

        foreach (int threads in (int[])[1, 3])
        {
            Assert.Equal(answer, Try(report => RecordText.Read<T>(new ChunkedStream(text, 4096), options with { BufferSize = 64, DegreeOfParallelism = threads }, report)));
        }

        Assert.Equal(answer, Try(report => ReadBatches<T>(new ChunkedStream(text, 5), options, report).GetAwaiter().GetResult()));
        return answer;
    }

    public static async Task<T[]> ReadBatches<T>(TextSource source, TextOptions options, TextReadReport? report = null)
        where T : unmanaged, ISharedRecord<T>
    {
        var all = new List<T>();
        await foreach (ReadOnlyMemory<T> batch in RecordText.ReadBatchesAsync<T>(source, options, report))
        {
            Assert.NotEqual(0, batch.Length);
            all.AddRange(batch.Span);
        }

        return [.. all];
    }

    /// <summary>The records' bytes, or the error; and the report.</summary>
    public static Answer Try<T>(Func<TextReadReport, T[]> read)
        where T : unmanaged, ISharedRecord<T>
    {
        var report = new TextReadReport();
        try
        {
            T[] records = read(report);
            Assert.Equal(records.Length, report.Rows);
            return new Answer(Convert.ToHexString(MemoryMarshal.AsBytes(records.AsSpan())), null, $"{report}, {report.HeaderLines} header lines, {report.FooterLines} footer lines, {report.FilteredRows} rows filtered\n{string.Join('\n', report.Errors)}");
        }
        catch (RecordTextException e)
        {
            return new Answer("", $"{e.Reason} line {e.LineNumber} row {e.RowNumber} column {e.ColumnIndex} {e.ColumnName} {e.FieldName} {e.FieldType} at {e.ByteOffset}: {e.Text}: {e.Message}", "");
        }
    }

    internal sealed record Answer(string Bytes, string? Error, string Report);
}
