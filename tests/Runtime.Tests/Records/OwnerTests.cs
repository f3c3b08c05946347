using System.Runtime.CompilerServices;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Records;

/// <summary>What owns records outside the garbage-collected heap: forgotten, collected, disposed twice and by several
/// threads, and given to methods as it is.</summary>
[Collection(nameof(OwnerTests))]
public class OwnerTests
{
    private const int Rows = 20_000;

    public static TheoryData<string> Kinds => [.. (string[])["buffer", "shared", "named", "opened", "array", "map"]];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ASpanIsValidAfterItsOwnerWasCollected(string kind)
    {
        using var directory = new TempDirectory();
        long before = AbandonedMemory.Bytes;
        ReadOnlySpan<CpgSite> records = Temporary(directory, kind);
        Collect();
        Assert.Equal((long)Rows * (Rows - 1) / 2, records.Columns.Pos.Sum());
        Assert.True(AbandonedMemory.Bytes >= before + ((long)Rows * Unsafe.SizeOf<CpgSite>()));
    }

    [Theory]
    [InlineData("shared", null)]
    [InlineData("named", "forgotten")]
    public void WhatIsForgottenIsListed(string kind, string? name)
    {
        using var directory = new TempDirectory();
        long before = AbandonedMemory.Count;
        int listed = Forgotten().Length;
        name = name is null ? null : $"{name}-{Guid.NewGuid():N}";
        ReadOnlySpan<CpgSite> records = Shared(name);
        Collect();
        Assert.Equal(before + 1, AbandonedMemory.Count);
        SegmentInfo[] forgotten = Forgotten();
        Assert.Equal(listed + 1, forgotten.Length);
        SegmentInfo info = forgotten.First(info => info.Name == name && info.Rows == Rows);
        Assert.Equal((CpgSite.Schema.NumpyDescr, Environment.ProcessId, 1), (info.NumpyDescr, info.CreatorId, info.AttachedCount));
        Assert.True(info.Bytes > Rows * Unsafe.SizeOf<CpgSite>(), kind);
        Assert.Equal(Rows, records.Length);

        static SegmentInfo[] Forgotten() => [.. SharedRecords.List().Where(static info => info.State == SegmentState.Forgotten)];

        [MethodImpl(MethodImplOptions.NoInlining)]
        static ReadOnlySpan<CpgSite> Shared(string? name)
        {
            using SharedRecordWriter<CpgSite> writer = SharedRecords.Create<CpgSite>(name);
            writer.Add(new CpgSite[Rows]);
            return writer.Publish().Records;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void WithoutASpanNothingStaysMapped(string kind)
    {
        using var directory = new TempDirectory();
        long before = AbandonedMemory.Bytes;
        for (int i = 0; i < 5; i++)
        {
            Use(directory, kind);
        }

        Collect();
        Assert.Equal(before, AbandonedMemory.Bytes);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void MethodsKeepTheOwnerTheyAreGiven(string kind)
    {
        using var directory = new TempDirectory();
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            do
            {
                Collect();
            }
            while (!stop.Token.WaitHandle.WaitOne(2));
        });
        collector.Start();
        try
        {
            long before = AbandonedMemory.Bytes;
            RecordText.Write(directory["out.tsv"], Owner(directory, kind), TextOptions.Tsv);
            RecordText.Write(new MemoryStream(), Owner(directory, kind), TextOptions.Tsv);
            RecordNpy.Save(directory["out.npy"], Owner(directory, kind));
            using (RecordHdf5 file = RecordHdf5.Create(directory["out.h5"]))
            {
                file.Write("d", Owner(directory, kind), new Hdf5Options { Deflate = 4 });
                file.Complete();
            }

            using SharedRecordWriter<CpgSite> writer = SharedRecords.Create<CpgSite>();
            writer.Add(Owner(directory, kind));
            using SharedRecords<CpgSite> copy = writer.Publish();
            Assert.Equal(before, AbandonedMemory.Bytes);

            CpgSite[] expected = [.. Enumerable.Range(0, Rows).Select(Row)];
            Assert.Equal(expected, RecordText.Read<CpgSite>(directory["out.tsv"], TextOptions.Tsv));
            Assert.Equal(expected, RecordNpy.Load<CpgSite>(directory["out.npy"]));
            Assert.Equal(expected.AsSpan(), copy.Records);
            using RecordHdf5 h5 = RecordHdf5.OpenRead(directory["out.h5"]);
            using Hdf5Dataset<CpgSite> dataset = h5.OpenDataset<CpgSite>("d");
            Assert.Equal(expected, dataset.ReadAll());
        }
        finally
        {
            stop.Cancel();
            collector.Join();
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void DisposeTwiceAndByManyThreadsIsHarmless(string kind)
    {
        using var directory = new TempDirectory();
        for (int run = 0; run < 50; run++)
        {
            IRecordOwner<CpgSite> owner = Owner(directory, kind);
            Parallel.For(0, 4, _ => owner.Dispose());

            // What is mapped next may lie where the records were: a second unmapping would take it away.
            using RecordBuffer<CpgSite> next = RecordText.Load<CpgSite>(new MemoryStream("a 1 2 3 4\n"u8.ToArray()));
            owner.Dispose();
            Assert.Equal(1, next.Records[0].Pos);
            Assert.Throws<ObjectDisposedException>(() => owner.Records.Length);
            Assert.Throws<ObjectDisposedException>(() => owner.Slice(0, 1).Length);
            Assert.Throws<ObjectDisposedException>(() => RecordNpy.Save(directory["never"], owner));
        }

        Assert.False(File.Exists(directory["never"]));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void DisposeByAnotherThreadDoesNotTakeRecordsAwayThatAreWritten(string kind)
    {
        using var directory = new TempDirectory();
        for (int run = 0; run < 20; run++)
        {
            using IRecordOwner<CpgSite> owner = Owner(directory, kind);
            using var file = new DisposingStream(owner);
            RecordText.Write(file, owner, TextOptions.Tsv);
            Assert.Equal(Rows, file.Lines);
            Assert.Throws<ObjectDisposedException>(() => owner.Records.Length);
        }
    }

    private static CpgSite Row(int i) => new("chr1", i, i % 101, i % 7, i % 11);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ReadOnlySpan<CpgSite> Temporary(TempDirectory directory, string kind) => Owner(directory, kind).Records;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Use(TempDirectory directory, string kind) => Assert.Equal(Rows, Owner(directory, kind).Count);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IRecordOwner<CpgSite> Owner(TempDirectory directory, string kind)
    {
        if (!File.Exists(directory["rows.npy"]))
        {
            CpgSite[] rows = [.. Enumerable.Range(0, Rows).Select(Row)];
            RecordNpy.Save(directory["rows.npy"], rows);
            RecordText.Write(directory["rows.tsv"], rows, TextOptions.Tsv);
        }

        switch (kind)
        {
            case "buffer":
                return RecordText.Load<CpgSite>(directory["rows.tsv"], TextOptions.Tsv);
            case "shared":
                return RecordText.LoadShared<CpgSite>(directory["rows.tsv"], TextOptions.Tsv);
            case "named":
                return RecordText.LoadShared<CpgSite>(directory["rows.tsv"], TextOptions.Tsv, name: $"owner-{Guid.NewGuid():N}");
            case "opened":
                return SharedRecords.Open<CpgSite>(directory["rows.npy"]);
            case "map":
                return RecordNpy.Map<CpgSite>(directory["rows.npy"]);
            default:
                using (SharedRecordArray<CpgSite> array = SharedRecords.CreateArray<CpgSite>(Rows, name: $"owner-{Guid.NewGuid():N}"))
                {
                    for (int i = 0; i < Rows; i++)
                    {
                        array[i] = Row(i);
                    }

                    // Another owner of the same records: no reference to one of them was taken from it.
                    return SharedRecords.OpenArray<CpgSite>(array.Reference);
                }
        }
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    /// <summary>Has another thread dispose an owner when the first bytes come.</summary>
    private sealed class DisposingStream(IRecordOwner<CpgSite> owner) : MemoryStream
    {
        public long Lines { get; private set; }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Lines == 0)
            {
                Task.Run(owner.Dispose).Wait();
            }

            Lines += buffer.Count((byte)'\n');
        }
    }
}
