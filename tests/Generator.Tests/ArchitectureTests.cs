namespace SchemaToolkit.Generator.Tests;

/// <summary>The rooms and the one way through them: a room uses only those it is listed with. What is not listed fails.</summary>
public class ArchitectureTests
{
    private static readonly string _root = Root(AppContext.BaseDirectory);

    // In the order of the data's way; a room stands behind all it uses, so that there is no circle.
    private static readonly (string Room, string Uses)[] _runtime =
    [
        ("Records", ""),
        ("Columns", "Records"),
        ("Files", "Records"),
        ("Tables", "Records Columns Files"),
        ("Npy", "Records Files Tables"),
        ("SharedMemory/Segments", "Records Files Tables Npy"),
        ("SharedMemory/Streams", "Records Files SharedMemory/Segments"),
        ("SharedMemory", "Records Files Tables SharedMemory/Segments SharedMemory/Streams"),
        ("Text/Errors", "Records"),
        ("Text/Options", "Records Text/Errors"),
        ("Text/Input", "Text/Options Text/Errors"),
        ("Text/Values", "Records"),
        ("Text/Cells", "Records Text/Errors Text/Options Text/Values"),
        ("Text/Sinks", "Records Files SharedMemory/Segments Text/Errors"),
        ("Text/Rows", "Records"),
        ("Text/Fast/Plan", "Records Text/Options Text/Cells Text/Values"),
        ("Text/Fast/Index", "Text/Options Text/Fast/Plan"),
        ("Text/Fast/Rows", "Records Text/Cells Text/Values Text/Fast/Plan Text/Fast/Index"),
        ("Text/Fast/Bytes", "Records Text/Options Text/Values Text/Rows Text/Fast/Plan"),
        ("Text/Fast/Batches", "Records Text/Cells Text/Values Text/Fast/Plan Text/Fast/Index Text/Fast/Rows"),
        ("Text/Fast", "Records Text/Options Text/Cells Text/Rows Text/Fast/Plan Text/Fast/Index Text/Fast/Rows Text/Fast/Bytes Text/Fast/Batches"),
        ("Text/Reading", "Records Files Text/Errors Text/Options Text/Input Text/Cells Text/Sinks Text/Fast"),
        ("Text/Writing", "Records Tables Text/Errors Text/Options Text/Input Text/Cells Text/Values Text/Rows"),
        ("Text", "Records Files Tables SharedMemory Text/Errors Text/Options Text/Input Text/Values Text/Cells Text/Sinks Text/Fast Text/Reading Text/Writing"),
        ("Hdf5/Native", "Records"),
        ("Hdf5/Types", "Records Hdf5/Native"),
        ("Hdf5/Attributes", "Records Hdf5/Native Hdf5/Types"),
        ("Hdf5/Filters", "Hdf5/Native"),
        ("Hdf5/Editing", "Records Files Hdf5/Native"),
        ("Hdf5", "Records Files Tables Hdf5/Native Hdf5/Types Hdf5/Attributes Hdf5/Filters Hdf5/Editing"),
        ("Loading", "Records Files Text/Errors Text/Options Text/Input Text/Sinks Text/Fast Text/Reading Hdf5/Types Hdf5/Filters Hdf5"),
        ("Workers/Protocol", "Records Files SharedMemory/Segments Text/Errors Text/Options Text/Input"),
        ("Workers/Processes", "Records Files SharedMemory/Streams Text/Input Workers/Protocol"),
        ("Workers", "Records Files Tables SharedMemory/Segments SharedMemory Text Text/Errors Text/Options Text/Input Text/Sinks Text/Fast Text/Reading Hdf5/Filters Hdf5 Loading Workers/Protocol Workers/Processes"),
    ];

    private static readonly (string Room, string Uses)[] _generator =
    [
        ("Model", ""),
        ("Emit", "Model"),
        ("Parsing/Dtypes", "Model"),
        ("Parsing", "Model Parsing/Dtypes"),
        ("Analyzers", "Parsing"),
        (".", "Model Emit Parsing"),
        ("Polyfills", ""),
    ];

    [Fact]
    public void ARoomOfTheRuntimeUsesOnlyThoseListed() => Check(Path.Combine(_root, "src/Runtime"), _runtime);

    [Fact]
    public void ARoomOfTheGeneratorUsesOnlyThoseListed() => Check(Path.Combine(_root, "src/Generator"), _generator);

    [Fact]
    public void ModelsAndEmittersKnowNothingOfRoslyn()
    {
        foreach (string file in ((string[])["Model", "Emit"]).SelectMany(static room => Directory.EnumerateFiles(Path.Combine(_root, "src/Generator", room), "*.cs", SearchOption.AllDirectories)))
        {
            Assert.False(File.ReadAllText(file).Contains("Microsoft.CodeAnalysis", StringComparison.Ordinal), file);
        }
    }

    [Fact]
    public void AForbiddenUseInANestedFileIsFound()
    {
        string folder = Directory.CreateTempSubdirectory("schematoolkit-").FullName;
        try
        {
            Plant("Low/Deep/Thing.cs", "namespace N; internal sealed class Thing { /* High */ private string _text = \"High\"; }");
            Plant("High/High.cs", "namespace N; internal sealed class High { private Thing? _thing; }");
            (string, string)[] rooms = [("Low/Deep", ""), ("High", "Low/Deep")];
            Check(folder, rooms);

            foreach (string use in (string[])["High? _high;", "object Make() => new High();", "System.Type T => typeof(List<High>);", "int N => High.Count;"])
            {
                Plant("Low/Deep/Thing.cs", "namespace N; internal sealed class Thing { private " + use + " }");
                Assert.Contains("Thing.cs", Assert.ThrowsAny<Exception>(() => Check(folder, rooms)).Message, StringComparison.Ordinal);
            }

            Plant("Low/Deep/Thing.cs", "namespace N; internal sealed class Thing;");
            Plant("Low/Unknown/New.cs", "namespace N; internal sealed class New;");
            Assert.Contains("Low/Unknown", Assert.ThrowsAny<Exception>(() => Check(folder, rooms)).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        void Plant(string file, string text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
            File.WriteAllText(Path.Combine(folder, file), text);
        }
    }

    private static void Check(string folder, (string Room, string Uses)[] listed)
    {
        var rooms = new Rooms(folder);
        Assert.Equal(listed.Select(static room => room.Room).Order(StringComparer.Ordinal), rooms.Names.Order(StringComparer.Ordinal));
        List<string> before = [];
        List<string> forbidden = [];
        foreach ((string room, string uses) in listed)
        {
            string[] allowed = uses.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(allowed.All(before.Contains), $"{room} is listed before a room that it uses.");
            before.Add(room);
            forbidden.AddRange(rooms.UsesOf(room).Where(use => !allowed.Contains(use.Room)).Select(use => $"{room}/{use.File} uses {use.Type} of {use.Room}"));
        }

        Assert.True(forbidden.Count == 0, string.Join('\n', forbidden));
    }

    private static string Root(string folder)
        => File.Exists(Path.Combine(folder, "SchemaToolkit.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);
}
