using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Text;

/// <summary>Memory that grows while it is filled, and estimates of how much will be needed.</summary>
public class GrowthTests
{
    [Fact]
    public void PlacesAreFilledWhileTheMemoryMoves()
    {
        const int Parts = 400;
        const int PartRows = 5_000;
        using var records = new RecordBuffer<CpgSite>();
        var places = new (long Place, int Part)[Parts];
        long[] inOrder = new long[Parts];
        for (int i = 0; i < Parts; i++)
        {
            places[i] = (records.Memory.Reserve(PartRows), i);
            inOrder[i] = records.Count;
            Room(records)[0] = new CpgSite("one", -i, 0, 0, 0);
            records.Memory.Advance(1);
        }

        // One thread has the turn and makes the memory grow; others fill what they have reserved before.
        using var ready = new Barrier(3);
        int next = -1;
        Thread[] fillers = [.. Enumerable.Range(0, 2).Select(_ => new Thread(Fill))];
        foreach (Thread filler in fillers)
        {
            filler.Start();
        }

        ready.SignalAndWait();
        for (long grown = 0; grown < 300 && fillers.Any(static filler => filler.IsAlive); grown++)
        {
            int more = Room(records).Length;
            records.Memory.Advance(more);
            Room(records)[0] = new CpgSite("grown", more, 0, 0, 0);
            if (records.Count > 40_000_000)
            {
                break;
            }
        }

        foreach (Thread filler in fillers)
        {
            filler.Join();
        }

        foreach ((long place, int part) in places)
        {
            ReadOnlySpan<CpgSite> rows = records.Slice(place, PartRows);
            Assert.True(rows[0].Pos == part && rows.IndexOfAnyExcept(rows[0]) < 0, $"part {part}");
            Assert.Equal(-part, records.Slice(inOrder[part], 1)[0].Pos);
        }

        void Fill()
        {
            var part = new CpgSite[PartRows];
            ready.SignalAndWait();
            while (Interlocked.Increment(ref next) is var i && i < Parts)
            {
                part.AsSpan().Fill(new CpgSite("part", i, 1, 2, 3));
                records.Memory.Fill(places[i].Place, MemoryMarshal.AsBytes(part.AsSpan()));
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(16)]
    public void RowsInOrderMakeTheMemoryGrowWhileOthersFill(int threads)
    {
        // Wide rows first, so that the estimate is too low; then narrow ones, and here and there a wrong one.
        var text = new StringBuilder();
        int good = 0;
        long sum = 0;
        for (int i = 0; i < 400_000; i++)
        {
            if (i % 5_000 == 4_999)
            {
                text.Append("chr1\tNA\t1\t1\t1\n");
                continue;
            }

            text.Append("chr1\t").Append(i).Append("\t50").Append(i < 20_000 ? "." + new string('0', 33) : "").Append("\t1\t1\n");
            good++;
            sum += i;
        }

        using var directory = new TempDirectory();
        string path = directory.Write("t", text.ToString());
        for (int run = 0; run < 4; run++)
        {
            using RecordBuffer<CpgSite> records = RecordText.Load<CpgSite>(path, TextOptions.Tsv with { ErrorPolicy = ErrorPolicy.Skip, DegreeOfParallelism = threads, BufferSize = 1 << 16 });
            Assert.Equal(good, records.Count);
            Assert.Equal(sum, records.Records.Columns.Pos.Sum());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AnEstimateBeyondTheMemoryThereIsDoesNotStopARead(int threads)
    {
        using var directory = new TempDirectory();
        string path = directory.Write("t", string.Concat(Enumerable.Repeat("chr1\t10468\t75\t3\t1\n", 1_000_000)));
        using (FileStream file = File.OpenWrite(path))
        {
            file.SetLength(4L << 40);
        }

        using RecordBuffer<CpgSite> records = RecordText.Load<CpgSite>(path, TextOptions.Tsv with { MaxRows = 900_000, DegreeOfParallelism = threads });
        Assert.Equal(900_000, records.Count);
    }

    [Fact]
    public void AnEstimateIsNeverAnError()
    {
        using var records = new RecordBuffer<CpgSite>();
        foreach (long count in (ReadOnlySpan<long>)[0, -1, 1_000_000, long.MaxValue / Unsafe.SizeOf<CpgSite>(), long.MaxValue])
        {
            records.Memory.Expect(count);
        }

        Room(records)[0] = default;
        records.Memory.Advance(1);
        Assert.Equal(1, records.Count);
    }

    private static Span<CpgSite> Room(RecordBuffer<CpgSite> records) => MemoryMarshal.Cast<byte, CpgSite>(records.Memory.GetSpan());
}
