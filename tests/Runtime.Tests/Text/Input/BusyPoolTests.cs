using System.Text;
using SchemaToolkit.Tests.SharedMemory;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Text;

/// <summary>Where the thread pool has no free thread and gets no more, in a process of its own: nothing waits for one.</summary>
public sealed class BusyPoolTests : IDisposable
{
    private const int Rows = 200_000;

    // What a load with MaxRows reads; several threads are at work by then.
    private const int Part = 100_000;

    private static readonly byte[] _table = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, Rows).Select(static i => FormattableString.Invariant($"chr{i % 22}\t{i * 7919L % 100_000_000}\t{i / 8.0}\t{i % 7}\t{i % 5}\n"))));

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("plain")]
    [InlineData("gzip")]
    [InlineData("bgzf")]
    public void ALoadNeedsNoThreadOfThePool(string kind) => Does("load", kind, Rows, Part);

    [Theory]
    [InlineData("plain")]
    [InlineData("gzip")]
    [InlineData("bgzf")]
    public void LoadsFillThePool(string kind)
        => Does("crowd", kind, [.. Enumerable.Range(0, 4 * Environment.ProcessorCount).Select(static i => i % 2 == 0 ? Rows : Part)]);

    [Theory]
    [InlineData("gzip")]
    [InlineData("bgzf")]
    public void NoThreadOfThePoolWaitsForTheFile(string kind) => Does("waiting", kind, [.. Enumerable.Repeat(Rows, Environment.ProcessorCount)]);

    [Fact]
    public void ADatasetNeedsNoThreadOfThePool() => Does("hdf5", "plain", Rows, Part);

    private void Does(string what, string kind, params int[] counts)
    {
        byte[] file = kind switch
        {
            "gzip" => GzipFile.Compress(_table),
            "bgzf" => [.. GzipFile.Bgzf(_table, 10_000), .. GzipFile.BgzfEnd],
            _ => _table,
        };
        string path = _directory["table"];
        File.WriteAllBytes(path, file);
        using var child = new Child("busy", what, path);
        foreach (int count in counts)
        {
            Assert.Equal(FormattableString.Invariant($"{count}"), child.ReadLine());
        }
    }
}
