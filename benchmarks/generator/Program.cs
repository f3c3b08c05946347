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

// Shapes that once cost more than their records: what a key costs must depend on the records alone.
Measure("50 records among 10,000 classes of one namespace, an unrelated file edited", Crowd(50, 10_000), Other, records: 50);
Measure($"{count} records of one namespace and one file, an unrelated file edited", OneNamespace(count), Other);
Measure("17 records that each hold two of the next, an unrelated file edited", Nested(17), Other, records: 17);
Measure("200 records that each hold one of the next, an unrelated file edited", Chain(200), Other, records: 200);

static string Other(string source) => "class Unrelated { int y; }";

string[] Crowd(int n, int classes) => [.. Enumerable.Range(0, classes).Chunk(100).Select(static part => "namespace One; "
        + string.Concat(part.Select(static i => $"public class Class{i} {{ public int X; }}\n"))),
    .. Enumerable.Range(0, n).Select(static i => $$"""
    using SchemaToolkit;
    namespace One;
    [SharedRecord] public partial struct Site{{i}} { public S10 Chr; public int Pos; public float Pct; public int C; public int T; }
    """)];

string[] OneNamespace(int n) => ["using SchemaToolkit; namespace One; " + string.Concat(Enumerable.Range(0, n).Select(static i =>
    $"[SharedRecord] public partial struct Site{i} {{ public S10 Chr; public int Pos; public float Pct; public int C; public int T; }}\n"))];

string[] Nested(int n) => ["using SchemaToolkit; " + string.Concat(Enumerable.Range(0, n).Select(i => i == n - 1
    ? $"[SharedRecord] public partial struct R{i} {{ public int X; }}"
    : $"[SharedRecord] public partial struct R{i} {{ public R{i + 1} A, B; }}"))];

string[] Chain(int n) => ["using SchemaToolkit; " + string.Concat(Enumerable.Range(0, n).Select(i => i == n - 1
    ? $"[SharedRecord] public partial struct R{i} {{ public int X; }}"
    : $"[SharedRecord] public partial struct R{i} {{ public int X; public R{i + 1} A; }}"))];

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
void Measure(string what, string[] sources, Func<string, string>? edit, int? file = null, int? records = null)
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
    string each = string.Create(CultureInfo.InvariantCulture, $"{median * 1000 / (records ?? count),8:0.0} us a record");
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-80} {median,8:0.0} ms {each}"));
}

CSharpCompilation Compile(string[] sources) => CSharpCompilation.Create(
    "Cost",
    sources.Select((source, i) => CSharpSyntaxTree.ParseText(source, options, $"File{i}.cs")),
    references,
    new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
