using System.Text.RegularExpressions;

namespace SchemaToolkit.Generator.Tests;

/// <summary>The rooms and the one way through them.</summary>
public class ArchitectureTests
{
    private static readonly string _root = Root(AppContext.BaseDirectory);

    [Theory]
    [InlineData("Model")]
    [InlineData("Emit")]
    public void ModelsAndEmittersKnowNothingOfRoslyn(string room)
    {
        foreach ((string file, string text) in Sources("src/Generator/" + room))
        {
            Assert.False(text.Contains("Microsoft.CodeAnalysis"), file);
        }
    }

    [Fact]
    public void TheModelKnowsNoOtherRoom()
    {
        foreach ((string file, string text) in Sources("src/Generator/Model"))
        {
            Assert.False(Regex.IsMatch(text, @"\busing SchemaToolkit"), file);
        }
    }

    [Fact]
    public void TheParserPrintsNothingAndTheEmitterParsesNothing()
    {
        foreach ((string file, string text) in Sources("src/Generator/Parsing"))
        {
            Assert.False(Regex.IsMatch(text, @"\bGenerator\.Emit\b"), file);
        }

        foreach ((string file, string text) in Sources("src/Generator/Emit"))
        {
            Assert.False(Regex.IsMatch(text, @"\bGenerator\.Parsing\b"), file);
        }
    }

    [Theory]
    [InlineData("Records")]
    [InlineData("Files", "Records")]
    [InlineData("Npy", "Records", "Files")]
    [InlineData("SharedMemory", "Records", "Files", "Npy")]
    [InlineData("Text", "Records", "Files", "SharedMemory")]
    [InlineData("Hdf5", "Records", "Files")]
    [InlineData("Workers", "Records", "Files", "SharedMemory", "Text")]
    public void ARoomOfTheRuntimeKnowsOnlyTheseOthers(string room, params string[] known)
    {
        string runtime = Path.Combine(_root, "src/Runtime");
        List<string> others = [.. Directory.EnumerateDirectories(runtime)
            .Where(folder => Path.GetFileName(folder) is var name && name != room && !known.Contains(name) && name is not ("bin" or "obj"))
            .SelectMany(static folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Select(static file => Path.GetFileName(file).Split('.')[0])];
        Assert.NotEmpty(others);
        var named = new Regex($@"\b({string.Join('|', others)})\b");
        foreach ((string file, string text) in Sources("src/Runtime/" + room))
        {
            Match match = named.Match(text);
            Assert.False(match.Success, $"{file} names {match.Value}");
        }
    }

    private static IEnumerable<(string File, string Text)> Sources(string folder)
    {
        string[] files = Directory.GetFiles(Path.Combine(_root, folder), "*.cs");
        Assert.NotEmpty(files);
        return files.Select(static file => (file, File.ReadAllText(file)));
    }

    private static string Root(string folder)
        => File.Exists(Path.Combine(folder, "SchemaToolkit.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);
}
