using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using SchemaToolkit.Generator.Tests.Support;

namespace SchemaToolkit.Generator.Tests;

/// <summary>An edit that changes no record generates nothing again.</summary>
public class CachingTests
{
    private const string Source = """
        using SchemaToolkit;

        [SharedRecord]
        public partial struct Site
        {
            public S10 Chr;
            public int Pos;

            public readonly int Next() => Pos + 1;
        }

        [FixedText(75)]
        public partial struct Title;

        // Reported, and must not stand in the way of the others.
        [SharedRecord]
        public partial struct Broken
        {
            public string Name;
            public int Id;
        }
        """;

    public static TheoryData<string, string> Edits => new()
    {
        { "a comment", Source.Replace("public S10 Chr;", "/* the chromosome */ public S10 Chr; // up to ten bytes") },
        { "line breaks", Source.Replace("\n", "\r\n\r\n") },
        { "a method's body", Source.Replace("Pos + 1", "Pos + 2") },
        { "another type", Source + "class Other { int x; }" },
    };

    [Fact]
    public void AFileMoreGeneratesNothingAgain()
        => AssertReused(Run(Compile(), c => c.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Other { }", (CSharpParseOptions)c.SyntaxTrees.First().Options))));

    [Theory]
    [MemberData(nameof(Edits))]
    public void AnEditThatChangesNoRecordGeneratesNothingAgain(string what, string edited)
    {
        Assert.NotEmpty(what);
        AssertReused(Run(Compile(), c => Replace(c, edited)));
    }

    [Fact]
    public void AnEditOfOneRecordGeneratesThatOneAgain()
    {
        GeneratorRunResult result = Run(Compile(), c => Replace(c, Source.Replace("int Pos", "long Pos")));
        Assert.Equal(
            [IncrementalStepRunReason.Modified],
            Reasons(result, SharedRecordGenerator.Records).Where(static r => r is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged)));
        Assert.NotEqual(IncrementalStepRunReason.Modified, Reasons(result, SharedRecordGenerator.Texts).Single());
        Assert.Contains("long", result.GeneratedSources.Single(static s => s.HintName == "Site.g.cs").SourceText.ToString());
    }

    [Fact]
    public void AmongAThousandRecordsAnUnrelatedEditGeneratesNothing()
    {
        const int Count = 1000;
        string records = "using SchemaToolkit;\n" + string.Concat(Enumerable.Range(0, Count).Select(static i => $"[SharedRecord] public partial struct Site{i} {{ public S10 Chr; public int Pos{i}; public float Pct; }}\n"));
        CSharpCompilation compilation = Generated.Compile(LanguageVersion.CSharp14, records, "class Unrelated { int x = 1; }");
        SyntaxTree unrelated = compilation.SyntaxTrees.Last();
        CSharpCompilation edited = compilation.ReplaceSyntaxTree(unrelated, CSharpSyntaxTree.ParseText("class Unrelated { int x = 2; string y; }", (CSharpParseOptions)unrelated.Options, unrelated.FilePath));
        GeneratorRunResult result = Generated.Driver().RunGenerators(compilation).RunGenerators(edited).GetRunResult().Results.Single();
        Assert.Equal(Count, result.GeneratedSources.Length);
        Assert.Equal(Count, Reasons(result, SharedRecordGenerator.Records).Length);
        Assert.All(Reasons(result, SharedRecordGenerator.Records), static reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
        Assert.All(result.TrackedOutputSteps.Values.SelectMany(static s => s).SelectMany(static s => s.Outputs), static output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    [Fact]
    public void ANestedRecordIsLaidOutOnce()
    {
        // 67 million records of the last kind lie in the first. If each was laid out by itself, this would not end.
        const int Levels = 26;
        string records = "using SchemaToolkit; [SharedRecord] public partial struct R26 { public byte X; }\n"
            + string.Concat(Enumerable.Range(0, Levels).Select(static i => $"[SharedRecord] public partial struct R{i} {{ public R{i + 1} A, B; }}\n"));
        Generated generated = Generated.From(records);
        Assert.All(generated.Diagnostics, static d => Assert.Equal("STK0020", d.Id));
        Assert.Contains("// 67108864 bytes, packed", generated.Files["R0.g.cs"]);
    }

    [Fact]
    public void NoModelHoldsOnToACompilation()
    {
        GeneratorRunResult result = Run(Compile(), static c => c);
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (string step in new[] { SharedRecordGenerator.Records, SharedRecordGenerator.Texts })
        {
            foreach ((object value, _) in result.TrackedSteps[step].SelectMany(static s => s.Outputs))
            {
                Walk(value, step, seen);
            }
        }

        // The walk itself works: it gets as far as the fields' names.
        Assert.Contains("chr", seen.OfType<string>());
    }

    private static void Walk(object? value, string path, HashSet<object> seen)
    {
        if (value is null || !seen.Add(value))
        {
            return;
        }

        Assert.False(value is ISymbol or SyntaxNode or SyntaxTree or SyntaxReference or Compilation or SemanticModel or Location or Diagnostic or AttributeData, $"{path} holds a {value.GetType()}");
        if (value is string || value.GetType().IsPrimitive || value.GetType().IsEnum)
        {
            return;
        }

        if (value is IEnumerable items)
        {
            foreach (object? item in items)
            {
                Walk(item, path + "[]", seen);
            }
        }

        for (Type? type = value.GetType(); type is not null; type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                Walk(field.GetValue(value), $"{path}.{field.Name}", seen);
            }
        }
    }

    private static CSharpCompilation Compile() => Generated.Compile(LanguageVersion.CSharp14, Source);

    private static CSharpCompilation Replace(CSharpCompilation compilation, string source)
    {
        SyntaxTree tree = compilation.SyntaxTrees.Single();
        return compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(source, (CSharpParseOptions)tree.Options, tree.FilePath));
    }

    private static GeneratorRunResult Run(CSharpCompilation compilation, Func<CSharpCompilation, CSharpCompilation> edit)
        => Generated.Driver().RunGenerators(compilation).RunGenerators(edit(compilation)).GetRunResult().Results.Single();

    private static ImmutableArray<IncrementalStepRunReason> Reasons(GeneratorRunResult result, string step)
        => [.. result.TrackedSteps[step].SelectMany(static s => s.Outputs).Select(static o => o.Reason)];

    private static void AssertReused(GeneratorRunResult result)
    {
        IEnumerable<IncrementalStepRunReason> models = [.. Reasons(result, SharedRecordGenerator.Records), .. Reasons(result, SharedRecordGenerator.Texts)];
        Assert.Equal(3, models.Count());
        IEnumerable<IncrementalStepRunReason> sources = result.TrackedOutputSteps["SourceOutput"]
            .Where(static s => s.Inputs.Any(static i => i.Source.Name is SharedRecordGenerator.Records or SharedRecordGenerator.Texts))
            .SelectMany(static s => s.Outputs).Select(static o => o.Reason);
        Assert.Equal(3, sources.Count());
        Assert.All(models, static reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, reason.ToString()));
        Assert.All(sources, static reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }
}
