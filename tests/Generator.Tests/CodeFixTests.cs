using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using SchemaToolkit.Generator.Analyzers;
using SchemaToolkit.Generator.CodeFixes;
using SchemaToolkit.Generator.Tests.Support;

namespace SchemaToolkit.Generator.Tests;

/// <summary>A mend that an IDE offers makes code that compiles without the diagnostic.</summary>
public class CodeFixTests
{
    private const string Usings = "using System;\nusing SchemaToolkit;\n";

    [Theory]
    [InlineData("[SharedRecord] public struct Site { public int Pos; }", "[SharedRecord] public partial struct Site { public int Pos; }")]
    [InlineData("// a site\n[SharedRecord] struct Site { public int Pos; }", "// a site\n[SharedRecord] partial struct Site { public int Pos; }")]
    [InlineData("/* outer */ class Outer { [SharedRecord] internal partial struct Site { public int Pos; } }", "/* outer */ partial class Outer { [SharedRecord] internal partial struct Site { public int Pos; } }")]
    [InlineData("[FixedText(7)] public readonly struct Name { }", "[FixedText(7)] public readonly partial struct Name { }")]
    [InlineData("[SharedRecord] public record struct Site { public int Pos; }", "[SharedRecord] public partial record struct Site { public int Pos; }")]
    public void ATypeIsMadePartial(string before, string after) => Mends(before, after, new PartialFix());

    [Theory]
    [InlineData("public string Name;", "Use S10", "public S10 Name;")]
    [InlineData("public string Name;", "Use S100", "public S100 Name;")]
    [InlineData("// when\n    public DateTime At; // local", "Use Datetime64", "// when\n    public Datetime64 At; // local")]
    [InlineData("public DateOnly Day;", "Use Datetime64", "[TimeUnit(TimeUnit.Days)] public Datetime64 Day;")]
    [InlineData("public TimeSpan Took;", "Use Timedelta64", "public Timedelta64 Took;")]
    [InlineData("public double? X, Y;", "Use double", "public double X, Y;")]
    [InlineData("[Column(\"id\")] public Guid Id;", "Use S36", "[Column(\"id\")] public S36 Id;")]
    [InlineData("public decimal Price;", "Use double", "public double Price;")]
    public void AFieldGetsATypeThatRecordsHave(string before, string title, string after)
        => Mends($"[SharedRecord] public partial struct Site {{ public int Pos;\n    {before}\n}}", $"[SharedRecord] public partial struct Site {{ public int Pos;\n    {after}\n}}", new FieldTypeFix(), title);

    [Fact]
    public void AnArrayBecomesAnInlineArray() => Mends(
        "[SharedRecord]\npublic partial struct Site\n{\n    public double[] Values;\n    public int Pos;\n}\n",
        "[SharedRecord]\npublic partial struct Site\n{\n    public ValuesArray Values;\n    public int Pos;\n\n    [System.Runtime.CompilerServices.InlineArray(3)]\n    public struct ValuesArray\n    {\n        private double _first;\n    }\n}\n",
        new FieldTypeFix(),
        "Use an inline array of 3 'double'");

    [Theory]
    [InlineData("var b = RecordText.Load<Site>(\"x\", TextOptions.Tsv);", "using var b = RecordText.Load<Site>(\"x\", TextOptions.Tsv);")]
    [InlineData("// all of it\n        RecordBuffer<Site> b = RecordText.Load<Site>(\"x\", TextOptions.Tsv);", "// all of it\n        using RecordBuffer<Site> b = RecordText.Load<Site>(\"x\", TextOptions.Tsv);")]
    [InlineData("var w = RecordWorkers.Start<Site>(new WorkerOptions());", "await using var w = RecordWorkers.Start<Site>(new WorkerOptions());")]
    [InlineData("await foreach (var s in workers.LoadAsync(files)) Console.WriteLine(s.Name);", "await foreach (var s in workers.LoadAsync(files)) using (s) Console.WriteLine(s.Name);")]
    [InlineData("await foreach (var s in workers.LoadAsync(files))\n        {\n            Console.WriteLine(s.Name);\n        }", "await foreach (var s in workers.LoadAsync(files))\n        using (s)\n        {\n            Console.WriteLine(s.Name);\n        }")]
    public void WhatIsNotDisposedGetsUsing(string before, string after)
        => Mends(Program(before), Program(after), new UsingFix(), analyzer: new DisposalAnalyzer());

    [Theory]
    [InlineData("long n = RecordNpy.Map<Site>(\"x\").Count;")]
    [InlineData("RecordText.LoadShared<Site>(\"x\", TextOptions.Tsv);")]
    public void WhereNoUsingFitsNoneIsOffered(string code)
        => Assert.Empty(Actions(Usings + Program(code), new UsingFix(), new DisposalAnalyzer(), out _));

    private static string Program(string code) => $$"""
        [SharedRecord] public partial struct Site { public S10 Chr; public int Pos; }
        class User
        {
            async System.Threading.Tasks.Task Method(string[] files, RecordWorkers<Site> workers)
            {
                {{code}}
                await System.Threading.Tasks.Task.Yield();
            }
        }
        """;

    private static void Mends(string before, string after, CodeFixProvider fix, string? title = null, DiagnosticAnalyzer? analyzer = null)
    {
        List<CodeAction> actions = Actions(Usings + before, fix, analyzer, out Document document);
        CodeAction action = title is null ? Assert.Single(actions) : actions.Single(a => a.Title == title);
        ApplyChangesOperation change = action.GetOperationsAsync(CancellationToken.None).Result.OfType<ApplyChangesOperation>().Single();
        string mended = change.ChangedSolution.GetDocument(document.Id)!.GetTextAsync().Result.ToString();
        Assert.Equal((Usings + after).ReplaceLineEndings("\n"), mended.ReplaceLineEndings("\n"));
        Generated generated = Generated.From(mended);
        Assert.DoesNotContain(generated.CompilerDiagnostics.Concat(generated.Diagnostics), static d => d.Severity == DiagnosticSeverity.Error);
        Assert.True(analyzer is null || generated.Analyze(analyzer).IsEmpty);
    }

    private static List<CodeAction> Actions(string source, CodeFixProvider fix, DiagnosticAnalyzer? analyzer, out Document document)
    {
        Generated generated = Generated.From(source);
        Diagnostic reported = (analyzer is null ? generated.Diagnostics : generated.Analyze(analyzer)).First(d => fix.FixableDiagnosticIds.Contains(d.Id));
        using var workspace = new AdhocWorkspace();
        var options = (CSharpParseOptions)generated.Compilation.SyntaxTrees[0].Options;
        Project project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(),
            VersionStamp.Default,
            "P",
            "P",
            LanguageNames.CSharp,
            compilationOptions: generated.Compilation.Options,
            parseOptions: options,
            metadataReferences: generated.Compilation.References));
        Document added = project.AddDocument("Source0.cs", source);
        foreach ((string name, string text) in generated.Files)
        {
            added = added.Project.AddDocument(name, text).Project.GetDocument(added.Id)!;
        }

        document = added;
        Location location = Location.Create(added.GetSyntaxTreeAsync().Result!, reported.Location.SourceSpan);
        var moved = Diagnostic.Create(reported.Descriptor, location, reported.GetMessage());
        var actions = new List<CodeAction>();
        fix.RegisterCodeFixesAsync(new CodeFixContext(added, moved, (action, _) => actions.Add(action), CancellationToken.None)).Wait();
        return actions;
    }
}
