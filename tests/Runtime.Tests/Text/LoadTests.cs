using System.Globalization;
using System.Text;
using SchemaToolkit.Tests.SharedMemory;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Text;

/// <summary>Large tables: unmanaged memory, progress, cancellation, batches.</summary>
public class LoadTests
{
    private const int Rows = 200_000;

    private static readonly byte[] _table = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, Rows).Select(static i => FormattableString.Invariant($"chr{i % 22}\t{i}\t{i % 101 / 4.0}\t{i % 60}\t{i % 7}\n"))));

    [Fact]
    public void LoadsIntoUnmanagedMemory()
    {
        using var directory = new TempDirectory();
        File.WriteAllBytes(directory["t"], _table);
        var reports = new List<TextProgress>();
        RecordBuffer<CpgSite> records = RecordText.Load<CpgSite>(directory["t"], TextOptions.Tsv, new Reports(reports));
        Assert.Equal(Rows, records.Count);
        Assert.Equal(Enumerable.Range(0, Rows).Sum(static i => (long)i), records.Records.Columns.Pos.Sum());
        Assert.Equal(77, records.Slice(77, 3)[0].Pos);
        Assert.Throws<ArgumentOutOfRangeException>(() => records.Slice(Rows - 2, 3).Length);
        Assert.True(reports.Count > 3);
        Assert.Equal(new TextProgress(_table.Length, _table.Length, Rows), reports[^1]);
        Assert.Equal(reports.OrderBy(static report => report.Rows), reports);
        records.Dispose();
        Assert.Throws<ObjectDisposedException>(() => records.Records.Length);
        records.Dispose();
    }

    [Fact]
    public void LoadsStraightIntoSharedMemory()
    {
        using var directory = new TempDirectory();
        File.WriteAllBytes(directory["t"], _table);
        using SharedRecords<CpgSite> shared = RecordText.LoadShared<CpgSite>(directory["t"], TextOptions.Tsv);
        Assert.True(shared.Records.SequenceEqual(RecordText.Read<CpgSite>(_table, TextOptions.Tsv)));
        Assert.Equal($"{Rows} {shared.Records.Columns.Pos.Sum()}", Python.Run("a = np.load(sys.argv[1], mmap_mode='r')\nprint(len(a), a['pos'].sum(dtype='i8'))", shared.Reference));

        using SharedRecordWriter<CpgSite> writer = SharedRecords.Create<CpgSite>();
        writer.Add("first", 1, 2f, 3, 4);
        Assert.Equal(Rows, RecordText.ReadInto(writer, directory["t"], TextOptions.Tsv));
        using SharedRecords<CpgSite> both = writer.Publish();
        Assert.True(both.Records[1..].SequenceEqual(shared.Records) && both.Records[0].Chr == "first");
    }

    [Fact]
    public void AfterAnErrorThereNeverWasASegment()
    {
        using var directory = new TempDirectory();
        string name = "text-" + Guid.NewGuid().ToString("N");
        Assert.Throws<RecordTextException>(() => RecordText.LoadShared<CpgSite>(directory.Write("t", "chr1 1 1 1 1\nchr1 x 1 1 1"), name: name));
        Assert.Throws<SegmentNotFoundException>(() => SharedRecords.Open<CpgSite>(name));
    }

    [Fact]
    public void RowsAndCellsAllocateNothing()
    {
        // In a process of its own, as all of its threads are counted. Of 27,000 rows more, each with an object of the least
        // size, it would be ten times as much.
        using var child = new Child("allocations");
        string[] lines = child.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(14 * 3 * 2, lines.Length);
        Assert.DoesNotContain(lines, static line => long.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture) > 64 << 10);
    }

    [Fact]
    public async Task CancellationStopsTheReading()
    {
        using var cancelled = new CancellationTokenSource();
        var reports = new Reports([]) { OnReport = cancelled.Cancel };
        Assert.Throws<OperationCanceledException>(() => RecordText.Load<CpgSite>(new MemoryStream(_table), TextOptions.Tsv, reports, cancelled.Token));
        using var second = new CancellationTokenSource();
        int batches = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (ReadOnlyMemory<CpgSite> batch in RecordText.ReadBatchesAsync<CpgSite>(new MemoryStream(_table), TextOptions.Tsv, second.Token))
            {
                batches++;
                second.Cancel();
            }
        });
        Assert.Equal(1, batches);
    }

    [Fact]
    public async Task BatchesStayValidAndComeInOrder()
    {
        var batches = new List<ReadOnlyMemory<CpgSite>>();
        await foreach (ReadOnlyMemory<CpgSite> batch in RecordText.ReadBatchesAsync<CpgSite>(new MemoryStream(_table), TextOptions.Tsv with { BufferSize = 1 << 16 }))
        {
            batches.Add(batch);
        }

        Assert.True(batches.Count > 10);
        Assert.Equal(RecordText.Read<CpgSite>(_table, TextOptions.Tsv), batches.SelectMany(static batch => batch.ToArray()));
    }

    [Fact]
    public async Task StreamsAreLeftOpenAndFilesClosed()
    {
        using var stream = new MemoryStream(_table);
        RecordText.Read<CpgSite>(stream, TextOptions.Tsv);
        Assert.Equal(0, stream.Read(new byte[1]));
        stream.Position = 0;
        await EveryWay.ReadBatches<CpgSite>(stream, TextOptions.Tsv);
        Assert.Equal(0, stream.Read(new byte[1]));

        using var directory = new TempDirectory();
        string path = directory.Write("t", "chr1 x 1 1 1");
        Assert.Throws<RecordTextException>(() => RecordText.Read<CpgSite>(path));
        Assert.DoesNotContain(path, Directory.GetFiles("/proc/self/fd").Select(static fd => new FileInfo(fd).LinkTarget));
    }

    [Fact]
    public void AMissingFileIsTheExceptionOfDotNet()
    {
        using var directory = new TempDirectory();
        Assert.Throws<FileNotFoundException>(() => RecordText.Read<CpgSite>(directory["missing"]));
        Assert.Throws<DirectoryNotFoundException>(() => RecordText.Read<CpgSite>(directory["no/such"]));
        Assert.Throws<UnauthorizedAccessException>(() => RecordText.Read<CpgSite>(directory.Path));
    }

    private sealed class Reports(List<TextProgress> reports) : IProgress<TextProgress>
    {
        public Action? OnReport { get; init; }

        public void Report(TextProgress value)
        {
            reports.Add(value);
            OnReport?.Invoke();
        }
    }
}
