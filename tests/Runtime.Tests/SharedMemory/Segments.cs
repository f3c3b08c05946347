namespace SchemaToolkit.Tests.SharedMemory;

/// <summary>What tests know of segments from outside.</summary>
internal static class Segments
{
    /// <summary>A name that no other test has.</summary>
    public static string NewName() => $"test-{Guid.NewGuid():N}";

    /// <summary>The files of named segments whose names begin so.</summary>
    public static string[] Files(string name)
        => [.. Directory.EnumerateDirectories("/dev/shm", "stk-*").SelectMany(directory => Directory.EnumerateFiles(directory, name + "*"))];
}
