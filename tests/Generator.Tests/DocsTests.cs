using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using SchemaToolkit.Generator.Analyzers;
using SchemaToolkit.Generator.Tests.Support;

namespace SchemaToolkit.Generator.Tests;

/// <summary>The C# of the pages compiles, as it stands in them. (README and the page of HDF5 are run, by the tests of the package.)</summary>
public class DocsTests
{
    // What a reader has from before: the record, and the things that a page speaks of.
    private const string Before = """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using SchemaToolkit;
        [SharedRecord] public partial struct CpgSite { public S10 Chr; public int Pos; public float Pct; public int C; public int T; }
        public class Page
        {
            protected static CpgSite[] sites = [];
            protected static string[] files = [], args = [];
            protected static CancellationToken cancellationToken;
            protected static SharedRecords<CpgSite> shared = null!;
            protected static SharedRecordArray<CpgSite> array = null!;
            protected static RecordWorkers<CpgSite> workers = null!;
            protected static void Use(ReadOnlySpan<CpgSite> part) { }
            protected static class Arguments { public static Task<int> RunAsync(string[] args) => Task.FromResult(args.Length); }
        }
        """;

    [Theory]
    [InlineData("README.md", 5)]
    [InlineData("docs/columns.md", 2)]
    [InlineData("docs/tables.md", 2)]
    [InlineData("docs/text.md", 1)]
    [InlineData("docs/workers.md", 4)]
    [InlineData("docs/shared-memory.md", 8)]
    [InlineData("docs/generated-code.md", 1)]
    public void TheCodeOfAPageCompiles(string page, int count)
    {
        string text = File.ReadAllText(Path.Combine(Snapshot.ProjectFolder, "../..", page));

        // Left out: what is cut short by an ellipsis, and what needs another library.
        string[] blocks = [.. Regex.Matches(text, "```csharp\r?\n(.*?)```", RegexOptions.Singleline).Select(static m => m.Groups[1].Value)
            .Where(static b => !Regex.IsMatch(b, @"^…|\{ … |&& …|Sep\.", RegexOptions.Multiline))];
        Assert.Equal(count, blocks.Length);
        Generated generated = Generated.From([Before, .. blocks.Select(Source)]);
        Assert.Equal([], generated.Diagnostics.Concat(generated.CompilerDiagnostics).Where(static d => d.Severity == DiagnosticSeverity.Error).Select(static d => $"{d}"));

        // The pages are read as examples, so they show right use.
        foreach (DiagnosticAnalyzer analyzer in (DiagnosticAnalyzer[])[new CompletionAnalyzer(), new DisposalAnalyzer(), new DisposedSpanAnalyzer()])
        {
            Assert.Equal([], generated.Analyze(analyzer).Select(Generated.At));
        }
    }

    private static string Source(string block, int number)
        => block.TrimStart().StartsWith("using SchemaToolkit;", StringComparison.Ordinal) || block.TrimStart().StartsWith('[')
            ? $"namespace Block{number}\n{{\n{block}\n}}\n"
            : $"namespace Block{number}\n{{\nclass Code : Page {{ static async Task<int> Run() {{ await Task.Yield();\n#line 1\n{block}\n{(block.Contains("return RecordWorkers") ? "" : "return 0;")} }} }}\n}}\n";
}
