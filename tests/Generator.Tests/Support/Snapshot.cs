namespace SchemaToolkit.Generator.Tests.Support;

/// <summary>
/// Compares text with the file a person has read and accepted, <c>Snapshots/Name.verified.cs</c>. What differs is left
/// beside it as <c>Name.received.cs</c>; <c>UPDATE_SNAPSHOTS=1</c> accepts everything.
/// </summary>
internal static class Snapshot
{
    private static string Folder => Path.Combine(ProjectFolder, "Snapshots");

    /// <summary>Where the tests' sources are.</summary>
    public static string ProjectFolder { get; } = Above(AppContext.BaseDirectory);

    public static void Match(string name, string actual)
    {
        string verified = Path.Combine(Folder, $"{name}.verified.cs");
        string received = Path.Combine(Folder, $"{name}.received.cs");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(verified, actual);
        }

        string expected = File.Exists(verified) ? File.ReadAllText(verified).ReplaceLineEndings("\n") : "";
        if (expected == actual)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, actual);
        string[] left = expected.Split('\n');
        string[] right = actual.Split('\n');
        int line = Enumerable.Range(0, Math.Max(left.Length, right.Length)).First(i => left.ElementAtOrDefault(i) != right.ElementAtOrDefault(i));
        Assert.Fail($"""
            {received} differs from {verified} in line {line + 1}:
            verified: {left.ElementAtOrDefault(line) ?? "(end)"}
            received: {right.ElementAtOrDefault(line) ?? "(end)"}
            UPDATE_SNAPSHOTS=1 accepts it.
            """);
    }

    // The sources may have been built on another machine, under other paths; they are above what was built here.
    private static string Above(string folder)
        => Directory.EnumerateFiles(folder, "*.csproj").Any() ? folder
            : Above(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests' sources are not above their assembly."));
}
