using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using SchemaToolkit.Generator.Analyzers;
using SchemaToolkit.Generator.Tests.Support;

namespace SchemaToolkit.Generator.Tests;

/// <summary>The C# of the pages compiles, as it stands in them, and shows right use. (The tests of the package run it.)</summary>
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

    private static readonly string _root = Path.GetFullPath(Path.Combine(Snapshot.ProjectFolder, "../.."));
    private static readonly string[] _folders = [".", "docs", "docs/diagnostics", "benchmarks", "benchmarks/results"];

    [Theory]
    [InlineData("README.md", 5)]
    [InlineData("docs/columns.md", 2)]
    [InlineData("docs/tables.md", 2)]
    [InlineData("docs/text.md", 1)]
    [InlineData("docs/workers.md", 5)]
    [InlineData("docs/shared-memory.md", 8)]
    [InlineData("docs/generated-code.md", 1)]
    public void TheCodeOfAPageCompiles(string page, int count)
    {
        string text = File.ReadAllText(Path.Combine(Snapshot.ProjectFolder, "../..", page));

        // Left out: parts of a generated file, and what needs another library.
        string[] blocks = [.. Regex.Matches(text, "```csharp\r?\n(.*?)```", RegexOptions.Singleline).Select(static m => m.Groups[1].Value)
            .Where(static b => !Regex.IsMatch(b, @"…|Sep\."))];
        Assert.Equal(count, blocks.Length);
        Generated generated = Generated.From([Before, .. blocks.Select(Source)]);
        Assert.Equal([], generated.Diagnostics.Concat(generated.CompilerDiagnostics).Where(static d => d.Severity == DiagnosticSeverity.Error).Select(static d => $"{d}"));

        // The pages are read as examples, so they show right use.
        foreach (DiagnosticAnalyzer analyzer in (DiagnosticAnalyzer[])[new CompletionAnalyzer(), new DisposalAnalyzer(), new DisposedSpanAnalyzer()])
        {
            Assert.Equal([], generated.Analyze(analyzer).Select(Generated.At));
        }
    }

    /// <summary>A block with an ellipsis is part of a generated file: its other lines stand there, in this order. (The page leaves out
    /// the namespace.)</summary>
    [Fact]
    public void TheExcerptsStandInTheGeneratedFile()
    {
        string page = File.ReadAllText(Path.Combine(Snapshot.ProjectFolder, "../../docs/generated-code.md"));
        string[] excerpts = [.. Regex.Matches(page, "```csharp\r?\n(.*?)```", RegexOptions.Singleline).Select(static m => m.Groups[1].Value).Where(static b => b.Contains('…', StringComparison.Ordinal))];
        Assert.Equal(2, excerpts.Length);
        string[] generated = [.. File.ReadLines(Path.Combine(Snapshot.ProjectFolder, "Snapshots/CpgSite.verified.cs")).Select(static line => line.Trim().Replace("global::SchemaToolkit.", "", StringComparison.Ordinal))];
        foreach (string excerpt in excerpts)
        {
            int at = 0;
            foreach (string line in excerpt.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0 && !line.Contains('…', StringComparison.Ordinal)))
            {
                int found = Array.IndexOf(generated, line, at);
                Assert.True(found >= 0, $"'{line}' is not in the generated file behind its line {at}");
                at = found + 1;
            }
        }
    }

    public static TheoryData<string> AllPages => [.. _folders.SelectMany(static folder => Directory.GetFiles(Path.Combine(_root, folder), "*.md"))
        .Select(static path => Path.GetRelativePath(_root, path))];

    /// <summary>Every link to a file of the repository names one, and its anchor a heading there.</summary>
    [Theory]
    [MemberData(nameof(AllPages))]
    public void TheLinksOfAPageLeadSomewhere(string page)
    {
        string folder = Path.GetDirectoryName(Path.Combine(_root, page))!;
        foreach (Match link in Regex.Matches(File.ReadAllText(Path.Combine(_root, page)), @"\]\((?!https?:)([^)#\s]*)(?:#([^)]*))?\)"))
        {
            string target = link.Groups[1].Length == 0 ? Path.Combine(_root, page) : Path.GetFullPath(Path.Combine(folder, link.Groups[1].Value));
            Assert.True(File.Exists(target) || Directory.Exists(target), $"{link.Value} leads nowhere");
            if (link.Groups[2].Success)
            {
                Assert.Contains(link.Groups[2].Value, File.ReadLines(target).Where(static line => line.StartsWith('#')).Select(Anchor));
            }
        }
    }

    // As GitHub makes them of headings.
    private static string Anchor(string heading) => Regex.Replace(heading.TrimStart('#').Trim().ToLowerInvariant(), @"[^\w\- ]", "").Replace(' ', '-');

    private static string Source(string block, int number)
        => block.TrimStart().StartsWith("using SchemaToolkit;", StringComparison.Ordinal) || block.TrimStart().StartsWith('[')
            ? $"namespace Block{number}\n{{\n{block}\n}}\n"
            : $"namespace Block{number}\n{{\nclass Code : Page {{ static async Task<int> Run() {{ await Task.Yield();\n#line 1\n{block}\n{(block.Contains("return RecordWorkers") ? "" : "return 0;")} }} }}\n}}\n";
}
