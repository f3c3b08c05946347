namespace SchemaToolkit.Tests.SharedMemory;

/// <summary>Memory of a parent that a worker process writes.</summary>
public class WorkerSegmentTests
{
    [Fact]
    public void TheParentSealsWhatTheWorkerCompleted()
    {
        var segment = AnonymousSegment.Create("test");
        using var worker = new Child("worker", segment.Path, "30000");
        Assert.Equal("done", worker.ReadLine());
        using SharedRecords<CpgSite> shared = segment.Seal<CpgSite>();
        segment.Dispose();
        Assert.Equal(30_000, shared.Count);
        Assert.Equal(29_999L * 15_000, shared.Records.Columns.Pos.Sum());
        using var reader = new Child("open", shared.Reference);
        Assert.StartsWith("30000 ", reader.ReadLine());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    public void MoreRowsThanThereAreAreRefused(long count)
    {
        var segment = AnonymousSegment.Create("test");
        Assert.Throws<RecordFormatException>(() => segment.Seal(CpgSite.Schema, count));
        Assert.True(segment.File.IsClosed);
    }

    [Fact]
    public void WhatAWorkerDidNotCompleteIsRefused()
    {
        using var segment = AnonymousSegment.Create("test");
        using var worker = new Child("worker", segment.Path, "30000", "incomplete");
        Assert.Equal("done", worker.ReadLine());
        Assert.Throws<RecordFormatException>(segment.Seal<CpgSite>);
        Assert.True(segment.File.IsClosed);

        using var untouched = AnonymousSegment.Create("test");
        Assert.Throws<RecordFormatException>(untouched.Seal<CpgSite>);
    }

    [Fact]
    public void OtherRecordsAreRefused()
    {
        using var segment = AnonymousSegment.Create("test");
        using (var writer = SharedRecordWriter<Flag>.OpenForParent(segment.Path, null))
        {
            writer.Add(new Flag(true));
            ((IJobWriter)writer).Complete(isFramed: true);
        }

        Assert.Throws<SchemaMismatchException>(segment.Seal<CpgSite>);
    }

    [Fact]
    public void NobodyOpensMemoryThatIsBeingWritten()
    {
        using var segment = AnonymousSegment.Create("test");
        using var writer = SharedRecordWriter<CpgSite>.OpenForParent(segment.Path, null);
        writer.Add("chr1", 1, 2, 3, 4);
        Assert.Throws<RecordFormatException>(() => SharedRecords.Open<CpgSite>(segment.Path));
        ((IJobWriter)writer).Complete(isFramed: true);
        Assert.Contains("not published", Assert.Throws<RecordFormatException>(() => SharedRecords.Open<CpgSite>(segment.Path)).Message);
    }

    [Fact]
    public void AWorkersWriterIsNotForPublishing()
    {
        using var segment = AnonymousSegment.Create(new string('ü', 300));
        using var writer = SharedRecordWriter<CpgSite>.OpenForParent(segment.Path, null);
        writer.Add("chr1", 1, 2, 3, 4);
        Assert.Throws<InvalidOperationException>(writer.Publish);
        writer.Add("chr1", 1, 2, 3, 4);
        ((IJobWriter)writer).Complete(isFramed: true);
        using SharedRecords<CpgSite> shared = segment.Seal<CpgSite>();
        Assert.Equal(2, shared.Count);
    }
}

/// <summary>What the parent does with a segment that a worker has completed.</summary>
internal static class Sealing
{
    public static SharedRecords<T> Seal<T>(this AnonymousSegment segment)
        where T : unmanaged, ISharedRecord<T>
        => new(segment.Seal(T.Schema, count: null));
}
