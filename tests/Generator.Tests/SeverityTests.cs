using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using SchemaToolkit.Generator.Analyzers;
using SchemaToolkit.Generator.Tests.Support;

namespace SchemaToolkit.Generator.Tests;

/// <summary>A diagnostic has the severity that <c>.editorconfig</c> gives it for a file, and none where a pragma says so, as the
/// pages of the diagnostics promise.</summary>
public class SeverityTests
{
    private const string Usings = "using System; using System.Runtime.CompilerServices; using System.Threading.Tasks; using SchemaToolkit;\n";
    private const string Large = "[SharedRecord] public partial struct Grid { public int Id; public Row Values; } [InlineArray(65_536)] public struct Row { private byte _first; }";
    private const string Site = "[SharedRecord] public partial struct Site { public S10 Chr; public int Pos; }";

    public static TheoryData<string, string> Faults => new()
    {
        { "STK0020", Large },
        { "STK0021", "[SharedRecord(Layout = (RecordLayout)7)] public partial struct Site { public int Pos; }" },
        { "STK0022", "_ = new Grid[3];\n" + Large },
        { "STK0023", "[SharedRecord] public partial struct Site { public int get_Pos, Pos; }" },
        { "STK0024", "using (var w = SharedRecords.Create<Site>()) { w.Add(default(Site)); }\n" + Site },
        { "STK0025", "var b = RecordText.Load<Site>(\"x\", TextOptions.Tsv); Console.WriteLine(b.Count);\n" + Site },
        { "STK0026", "var b = RecordNpy.Map<Site>(\"x\"); ReadOnlySpan<Site> s = b.Records; b.Dispose(); Console.WriteLine(s.Length);\n" + Site },
        { "STK0027", "await using var w = RecordWorkers.Start<Site>(new WorkerOptions());\n" + Site },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void TheSeverityIsTheUsers(string rule, string source)
    {
        DiagnosticSeverity usual = Rules().Single(r => r.Id == rule).DefaultSeverity;
        Assert.Equal([usual], Severities(rule, Usings + source, ""));
        Assert.Equal([usual], Severities(rule, Usings + source, "[Other.cs]\ndotnet_diagnostic." + rule + ".severity = none"));
        Assert.Equal([DiagnosticSeverity.Error], Severities(rule, Usings + source, Config(rule, "error")));
        Assert.Equal([DiagnosticSeverity.Warning], Severities(rule, Usings + source, Config(rule, "warning")));
        Assert.Equal([DiagnosticSeverity.Info], Severities(rule, Usings + source, Config(rule, "suggestion")));
        Assert.Equal([], Severities(rule, Usings + source, Config(rule, "none")));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void APragmaSuppressesItThere(string rule, string source)
    {
        Assert.Equal([], Severities(rule, $"{Usings}#pragma warning disable {rule}\n{source}\n#pragma warning restore {rule}\n", ""));
        Assert.Equal([], Severities(rule, $"{Usings}#pragma warning disable {rule}\n{source}\n#pragma warning restore {rule}\n", Config(rule, "error")));
        Assert.Single(Severities(rule, $"{Usings}#pragma warning disable CS1234, STK0099\n{source}", ""));
        Assert.Single(Severities(rule, $"{Usings}{source}\n#pragma warning disable {rule}", ""));
    }

    [Fact]
    public void EveryRuleFrom20OnIsHere()
        => Assert.Equal(Rules().Select(static r => r.Id).Where(static id => string.CompareOrdinal(id, "STK0020") >= 0).Order(), Faults.Select(static fault => (string)fault[0]));

    private static IEnumerable<DiagnosticDescriptor> Rules() => typeof(Parsing.Rules).GetFields().Select(static f => (DiagnosticDescriptor)f.GetValue(null)!);

    private static string Config(string rule, string severity) => $"[*.cs]\ndotnet_diagnostic.{rule}.severity = {severity}";

    /// <summary>The severities with which a program gets a diagnostic, from the generator or an analyzer.</summary>
    private static IEnumerable<DiagnosticSeverity> Severities(string rule, string source, string config)
    {
        CSharpCompilation library = Generated.Compile(LanguageVersion.CSharp14, source);
        CSharpCompilation program = library.WithOptions(library.Options
            .WithOutputKind(source.Contains("\n_ =") || source.Contains("\nusing (") || source.Contains("var ") ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary)
            .WithSyntaxTreeOptionsProvider(new EditorConfig(config)));
        Generated.Driver().RunGeneratorsAndUpdateCompilation(program, out Compilation output, out ImmutableArray<Diagnostic> generators);
        Assert.DoesNotContain(config.Length > 0 ? [] : output.GetDiagnostics(), static d => d.Severity == DiagnosticSeverity.Error && d.Id.StartsWith("CS", StringComparison.Ordinal));
        ImmutableArray<Diagnostic> analyzers = output.WithAnalyzers(
            [new CompletionAnalyzer(), new DisposalAnalyzer(), new DisposedSpanAnalyzer(), new LargeArrayAnalyzer(), new TextLengthAnalyzer(), new WorkerLineAnalyzer()])
            .GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
        return generators.Concat(analyzers).Where(d => d.Id == rule && !d.IsSuppressed).Select(static d => d.Severity);
    }

    /// <summary>What the compiler makes of a file <c>.editorconfig</c> in the folder of the sources.</summary>
    private sealed class EditorConfig(string text) : SyntaxTreeOptionsProvider
    {
        private readonly AnalyzerConfigSet _set = AnalyzerConfigSet.Create(ImmutableArray.Create(AnalyzerConfig.Parse(text, "/.editorconfig")));

        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
            => _set.GetOptionsForSourcePath("/" + tree.FilePath).TreeOptions.TryGetValue(diagnosticId, out severity);

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
        {
            severity = default;
            return false;
        }
    }
}
