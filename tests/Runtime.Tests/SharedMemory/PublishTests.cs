using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.SharedMemory;

public class PublishTests
{
    private static readonly CpgSite[] s_sites = [.. Enumerable.Range(0, 50_000).Select(static i => new CpgSite($"chr{i % 22}", i, i / 4f, i % 60, i % 7))];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatIsPublishedIsOpened(bool named)
    {
        string? name = named ? Segments.NewName() : null;
        using SharedRecordWriter<CpgSite> writer = SharedRecords.Create<CpgSite>(name);
        writer.Add(s_sites[0]);
        writer.Add(s_sites.AsSpan(1));
        writer.Add("last", 1, 2f, 3, 4);
        Assert.Equal(50_001, writer.Count);
        using SharedRecords<CpgSite> shared = writer.Publish();
        using SharedRecords<CpgSite> seen = SharedRecords.Open<CpgSite>(shared.Reference);
        Assert.Equal(50_001, seen.Count);
        Assert.True(seen.Records[..50_000].SequenceEqual(s_sites));
        Assert.True(seen[50_000].Chr == "last");
        Assert.Equal("('|S10', '<i4', '<f4', '<i4', '<i4') 50001 4096 1249975000", Python.Run(
            "a = np.load(sys.argv[1], mmap_mode='r'); print(tuple(t[1] for t in a.dtype.descr), len(a), a.offset, a['pos'].sum(dtype='i8') - 1)", shared.Reference));
    }
}
