// Measures what the generator costs a compilation of many records: the first run, and the run after an edit, which an IDE
// has after every key. Prints the median of several runs in milliseconds, and microseconds per record. It measures processor
// time, so that other programs on the machine do not count.
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using SchemaToolkit.Generator;

const int Runs = 7;
int count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1000;
var options = new CSharpParseOptions(LanguageVersion.CSharp14);
MetadataReference[] references = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
    .Where(static path => Path.GetFileName(path) is var name
        && (name.StartsWith("System.", StringComparison.Ordinal) || name == "SchemaToolkit.dll"))
    .Select(static path => MetadataReference.CreateFromFile(path))];

Console.WriteLine($"{count} records of five fields, one a file; {Environment.ProcessorCount} cores, .NET {Environment.Version}");
Measure("nothing generated: parsing attributes alone", Records(0), null);
Measure("first run", Records(count), null);
Measure("an unrelated file edited", Records(count), static _ => "class Unrelated { int y; }");
Measure("one record edited", Records(count), static source => source.Replace("int Pos", "long Pos"), 0);
Measure("first run, declared by dtype strings", Dtypes(count), null);

string[] Records(int n) => [.. Enumerable.Range(0, n).Select(static i => $$"""
    using SchemaToolkit;
    namespace Space{{i % 10}};
    [SharedRecord] public partial struct Site{{i}} { public S10 Chr; public int Pos; public float Pct; public int C; public int T; }

    """)];

string[] Dtypes(int n) => [.. Enumerable.Range(0, n).Select(static i => $$"""
    using SchemaToolkit;
    namespace Space{{i % 10}};
    [SharedRecord("chr S10, pos i4, pct f4, c i4, t i4")] public partial struct Site{{i}};

    """)];

// An edit replaces the text of one file: the last, which has no record, unless another is given.
void Measure(string what, string[] sources, Func<string, string>? edit, int? file = null)
{
    sources = [.. sources, "class Unrelated { int x; }"];
    var times = new List<double>();
    for (int run = 0; run < Runs + 2; run++)
    {
        // Binding is done before measuring, because the compiler also does it without a generator.
        CSharpCompilation compilation = Compile(sources);
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new SharedRecordGenerator().AsSourceGenerator()], parseOptions: options);
        if (edit is not null)
        {
            driver = driver.RunGenerators(compilation);
            SyntaxTree tree = compilation.SyntaxTrees[file ?? sources.Length - 1];
            compilation = compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(edit(tree.ToString()), options, tree.FilePath));
        }

        compilation.GetDeclarationDiagnostics();
        TimeSpan start = Environment.CpuUsage.TotalTime;
        driver.RunGenerators(compilation);
        times.Add((Environment.CpuUsage.TotalTime - start).TotalMilliseconds);
    }

    double median = times.Skip(2).Order().ElementAt(Runs / 2);
    string each = string.Create(CultureInfo.InvariantCulture, $"{median * 1000 / count,8:0.0} us a record");
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-45} {median,8:0.0} ms {each}"));
}

CSharpCompilation Compile(string[] sources) => CSharpCompilation.Create(
    "Cost",
    sources.Select((source, i) => CSharpSyntaxTree.ParseText(source, options, $"File{i}.cs")),
    references,
    new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
