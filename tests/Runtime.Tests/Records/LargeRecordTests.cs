using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Records;

/// <summary>A large record of few cells.</summary>
[SharedRecord]
public partial struct TwoPages
{
    public int Id;
    public Page A;
    public Page B;
}

/// <summary>A small record.</summary>
[SharedRecord]
public partial struct TwoNumbers
{
    public int Id;
    public int X;
}

/// <summary>Text of 40,000 bytes.</summary>
[FixedText(40_000)]
public partial struct Page;

/// <summary>Records of more than 65,535 bytes go every way but into arrays.</summary>
public class LargeRecordTests
{
    private const int Days = 7;
    private static readonly string _text = Text();

    [Fact]
    public void TextIsReadAndWritten()
    {
        using var directory = new TempDirectory();
        string path = directory.Write("t", _text);
        foreach (int threads in new[] { 1, 3 })
        {
            TextOptions options = TextOptions.Tsv with { DegreeOfParallelism = threads, BufferSize = 1 << 19 };
            using RecordBuffer<DayOfGrid> records = RecordText.Load<DayOfGrid>(path, options);
            AssertDays(records.Records);
            using SharedRecords<DayOfGrid> shared = RecordText.LoadShared<DayOfGrid>(path, options);
            AssertDays(shared.Records);
            RecordText.Write(directory["w"], records, TextOptions.Tsv);
            using RecordBuffer<DayOfGrid> again = RecordText.Load<DayOfGrid>(directory["w"], options);
            AssertDays(again.Records);
        }
    }

    [Fact]
    public void SegmentsAndFilesHoldThem()
    {
        using var directory = new TempDirectory();
        string path = directory.Write("t", _text);
        using RecordBuffer<DayOfGrid> records = RecordText.Load<DayOfGrid>(path, TextOptions.Tsv);
        using (SharedRecordWriter<DayOfGrid> writer = SharedRecords.Create<DayOfGrid>())
        {
            writer.Add(in records.Records[0]);
            writer.Add(records.Records[1..3]);
            for (int i = 3; i < Days; i++)
            {
                writer.Add(in records.Records[i]);
            }

            using SharedRecords<DayOfGrid> segment = writer.Publish();
            AssertDays(segment.Records);
            Assert.Equal("7 (180, 360)", Python.Run("a = np.load(sys.argv[1], mmap_mode='r'); v = a['values']; print(len(a), v.reshape(-1, 180, 360).shape[1:])", segment.Reference));
            using SharedRecords<DayOfGrid> opened = SharedRecords.Open<DayOfGrid>(segment.Reference);
            AssertDays(opened.Records);
        }

        RecordNpy.Save(directory["a.npy"], records);
        using (RecordMap<DayOfGrid> map = RecordNpy.Map<DayOfGrid>(directory["a.npy"]))
        {
            AssertDays(map.Records);
        }

        foreach (Hdf5Options? storage in new[] { null, new Hdf5Options { Deflate = 1, Shuffle = true }, new Hdf5Options { ChunkRows = 2 } })
        {
            using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
            {
                file.Write("written", records, storage);
                file.Load<DayOfGrid>("loaded", path, TextOptions.Tsv, storage);
                file.Complete();
            }

            using RecordHdf5 read = RecordHdf5.OpenRead(directory["a.h5"]);
            foreach (string name in read.Names)
            {
                using Hdf5Dataset<DayOfGrid> dataset = read.OpenDataset<DayOfGrid>(name);
                using var room = new RecordRoom(Unsafe.SizeOf<DayOfGrid>(), Days * Unsafe.SizeOf<DayOfGrid>());
                dataset.Read(0, MemoryMarshal.Cast<byte, DayOfGrid>(room.Bytes));
                AssertDays(MemoryMarshal.Cast<byte, DayOfGrid>(room.Bytes));
            }
        }
    }

    [Theory]
    [InlineData(WorkerMode.InProcess)]
    [InlineData(WorkerMode.Pool)]
    public async Task WorkersLoadThem(WorkerMode mode)
    {
        using var program = new Workers.WorkerProgramFile();
        string path = program.Write("t", _text);
        await using RecordWorkers<DayOfGrid> workers = RecordWorkers.Start<DayOfGrid>(program.Options() with { Mode = mode });
        await foreach (LoadedRecords<DayOfGrid> result in workers.LoadAsync([path]))
        {
            using (result)
            {
                AssertDays(result.Records);
            }
        }

        using RecordHdf5 file = RecordHdf5.Create(program["a.h5"]);
        await foreach (LoadedRecords<DayOfGrid> result in workers.LoadAsync([path], file))
        {
            using (result)
            {
                AssertDays(result.Records);
            }
        }

        file.Complete();
    }

    // libhdf5 writes a row that is larger than its buffer at once, which may be over the rows that are still to be moved.
    [Fact]
    public void ADatasetOfLargeRowsIsCutWhereverItLies()
    {
        using var directory = new TempDirectory();
        string path = directory.Write("t", string.Concat(Enumerable.Range(0, 30).Select(static i => $"{i}\t{PageOf(i)}\t{PageOf(i + 1)}\n")) + "\n\n");
        for (int before = 0; before < 14; before++)
        {
            using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
            {
                for (int i = 0; i < before; i++)
                {
                    file.Write($"small{i}", new TwoNumbers[(i * 7) + 1]);
                }

                for (int i = 0; i < 3; i++)
                {
                    Assert.Equal(30, file.Load<TwoPages>($"d{i}", path, TextOptions.Tsv));
                }

                file.Complete();
            }

            using RecordHdf5 read = RecordHdf5.OpenRead(directory["a.h5"]);
            for (int i = 0; i < 3; i++)
            {
                using Hdf5Dataset<TwoPages> dataset = read.OpenDataset<TwoPages>($"d{i}");
                using var room = new RecordRoom(Unsafe.SizeOf<TwoPages>(), 30 * Unsafe.SizeOf<TwoPages>());
                Span<TwoPages> rows = MemoryMarshal.Cast<byte, TwoPages>(room.Bytes);
                dataset.Read(0, rows);
                for (int row = 0; row < 30; row++)
                {
                    ref TwoPages pages = ref rows[row];
                    Assert.True(pages.Id == row && pages.A == PageOf(row) && pages.B == PageOf(row + 1), $"d{i} after {before} others: row {row}");
                }
            }
        }
    }

    // Methods that return an array cannot tell: .NET refuses to start them.
    [Fact]
    public void BatchesTellAWayOut()
    {
        string message = Assert.Throws<NotSupportedException>(static () => RecordText.ReadBatchesAsync<DayOfGrid>("t", TextOptions.Tsv)).Message;
        Assert.Contains("DayOfGrid has 259205 bytes", message, StringComparison.Ordinal);
        Assert.Contains("RecordText.Load", message, StringComparison.Ordinal);
    }

    private static string PageOf(int number) => new((char)('a' + (number % 26)), 39_000 + number);

    private static void AssertDays(ReadOnlySpan<DayOfGrid> days)
    {
        Assert.Equal(Days, days.Length);
        for (int day = 0; day < Days; day++)
        {
            Assert.Equal(day, days[day].Day);
            Assert.Equal(day % 2 == 0, days[day].IsMeasured);
            for (int i = 0; i < 180 * 360; i++)
            {
                if (days[day].Values[i] != Value(day, i))
                {
                    Assert.Fail($"day {day}, value {i}: {days[day].Values[i]}");
                }
            }
        }
    }

    private static float Value(int day, int i) => ((day * 1000) + (i % 997)) / 8f;

    private static string Text()
    {
        var text = new StringBuilder();
        for (int day = 0; day < Days; day++)
        {
            text.Append(day).Append('\t').Append(day % 2 == 0 ? "1" : "0");
            for (int i = 0; i < 180 * 360; i++)
            {
                text.Append('\t').Append(Value(day, i).ToString(CultureInfo.InvariantCulture));
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
