namespace SchemaToolkit.Tests.SharedMemory;

/// <summary>What tests of segments share.</summary>
internal static class Segments
{
    /// <summary>A name that no other test has.</summary>
    public static string NewName() => $"test-{Guid.NewGuid():N}";

    /// <summary>A name that no other test has, or none.</summary>
    public static string? NewName(bool named) => named ? NewName() : null;

    /// <summary>Some records; <c>pos</c> counts from 0.</summary>
    public static CpgSite[] Sites(int count)
        => [.. Enumerable.Range(0, count).Select(static i => new CpgSite($"chr{i % 22}", i, i / 4f, i % 60, i % 7))];

    /// <summary>A segment of these records.</summary>
    public static SharedRecords<CpgSite> Publish(CpgSite[] sites, string? name = null)
    {
        using SharedRecordWriter<CpgSite> writer = SharedRecords.Create<CpgSite>(name);
        writer.Add(sites);
        return writer.Publish();
    }

    /// <summary>The plain path in the reference of a segment.</summary>
    public static string PathOf(string reference) => AnonymousReference.Parse(reference)?.Path ?? reference;

    /// <summary>The files of named segments whose names begin so. Where an owner is known by a file of its own, that is not one.</summary>
    public static string[] Files(string name)
    {
        string directory = SegmentName.DirectoryOf(SegmentName.CurrentUser);
        try
        {
            return [.. Directory.GetFiles(directory, name + "*").Where(static file => !file.EndsWith(PortableSegmentFile.OwnerSuffix, StringComparison.Ordinal))];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }
}
