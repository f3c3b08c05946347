using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Emit;

namespace SchemaToolkit.Generator.Tests.Support;

/// <summary>What the generator makes of sources, compiled as strictly as a user can: nullable, documented, no warning.</summary>
internal sealed record Generated(CSharpCompilation Compilation, ImmutableArray<Diagnostic> Diagnostics, IReadOnlyDictionary<string, string> Files)
{
    // The framework and the runtime library, as the tests run with them.
    private static readonly ImmutableArray<MetadataReference> _references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "SchemaToolkit.dll" or "netstandard.dll"))
            .Select(static path => MetadataReference.CreateFromFile(path))];

    /// <summary>The one generated file.</summary>
    public string File => Files.Values.Single();

    /// <summary>What the compiler says of everything, the generator's own diagnostics left out. Users' missing docs are
    /// the users' affair; the generator's are not.</summary>
    public IEnumerable<Diagnostic> CompilerDiagnostics => Reported(Compilation.GetDiagnostics());

    public static Generated From(params string[] sources) => From(LanguageVersion.CSharp14, sources);

    public static Generated From(LanguageVersion version, params string[] sources) => From(version, Compile(version, sources));

    public static Generated From(MetadataReference[] references, params string[] sources)
        => From(LanguageVersion.CSharp14, Compile(LanguageVersion.CSharp14, sources).AddReferences(references));

    /// <summary>A program, with statements of its own.</summary>
    public static Generated FromProgram(string source)
    {
        CSharpCompilation library = Compile(LanguageVersion.CSharp14, source);
        return From(LanguageVersion.CSharp14, library.WithOptions(library.Options.WithOutputKind(OutputKind.ConsoleApplication)));
    }

    private static Generated From(LanguageVersion version, CSharpCompilation compilation)
    {
        GeneratorDriver driver = Driver(version).RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> diagnostics);
        GeneratorRunResult result = driver.GetRunResult().Results.Single();
        if (result.Exception is not null)
        {
            throw new InvalidOperationException("The generator threw.", result.Exception);
        }

        return new Generated((CSharpCompilation)output, diagnostics, result.GeneratedSources.ToDictionary(static s => s.HintName, static s => s.SourceText.ToString()));
    }

    public static CSharpCompilation Compile(LanguageVersion version, params string[] sources) => CSharpCompilation.Create(
        "Generated",
        sources.Select((source, i) => CSharpSyntaxTree.ParseText(source, Options(version), $"Source{i}.cs")),
        _references,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true, warningLevel: 9999));

    public static CSharpGeneratorDriver Driver(LanguageVersion version = LanguageVersion.CSharp14) => CSharpGeneratorDriver.Create(
        [new SharedRecordGenerator().AsSourceGenerator()],
        parseOptions: Options(version),
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>What an analyzer says of the sources with their generated code.</summary>
    public ImmutableArray<Diagnostic> Analyze(DiagnosticAnalyzer analyzer)
        => Compilation.WithAnalyzers([analyzer]).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();

    /// <summary>Asserts that all of it compiles without a word from anyone.</summary>
    public Generated Clean()
    {
        AssertNone(Diagnostics);
        return Compiles();
    }

    /// <summary>Asserts that all of it compiles without an error or a warning.</summary>
    public Generated Compiles()
    {
        AssertNone(CompilerDiagnostics);
        return this;
    }

    /// <summary>Writes the assembly, and asserts that all of it compiles without an error or a warning; compiling it once for both.</summary>
    public void Emits(Stream image)
    {
        EmitResult result = Compilation.Emit(image);
        AssertNone(Reported(result.Diagnostics));
        Assert.True(result.Success);
    }

    /// <summary>A diagnostic as <c>STK0001 'text in the source'</c>.</summary>
    public static string At(Diagnostic diagnostic)
        => $"{diagnostic.Id} '{diagnostic.Location.SourceTree?.GetText().ToString(diagnostic.Location.SourceSpan)}'";

    private static IEnumerable<Diagnostic> Reported(ImmutableArray<Diagnostic> diagnostics)
        => diagnostics.Where(static d => d.Severity >= DiagnosticSeverity.Warning && !(d.Id == "CS1591" && !IsGenerated(d)));

    private static void AssertNone(IEnumerable<Diagnostic> diagnostics)
        => Assert.True(!diagnostics.Any(), string.Join("\n", diagnostics.Select(Text)));

    private static string Text(Diagnostic diagnostic)
        => $"{diagnostic}\n{diagnostic.Location.SourceTree?.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line]}";

    private static bool IsGenerated(Diagnostic diagnostic)
        => diagnostic.Location.SourceTree is { } tree && tree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal);

    private static CSharpParseOptions Options(LanguageVersion version) => new(version, DocumentationMode.Diagnose);
}
