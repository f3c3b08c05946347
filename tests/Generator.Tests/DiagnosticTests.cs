using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using SchemaToolkit.Generator.Tests.Support;

namespace SchemaToolkit.Generator.Tests;

/// <summary>Each rule, the place it points at, and that the rest of the user's code still finds what it calls.</summary>
public class DiagnosticTests
{
    private const string Usings = "using SchemaToolkit;\n";

    [Fact]
    public void ARecordMustBePartial() => Reports("[SharedRecord] public struct Site { public int Pos; }", "STK0001 'Site'");

    [Fact]
    public void SoMustWhatItLiesIn() => Reports("class Outer { [SharedRecord] public partial struct Site { public int Pos; } }", "STK0001 'Outer'");

    [Theory]
    [InlineData("[SharedRecord] public partial struct Site<T> { public int Pos; }")]
    [InlineData("partial class Outer<T> { [SharedRecord] public partial struct Site { public int Pos; } }")]
    public void ARecordCannotBeGeneric(string source) => Reports(source, "STK0002 'Site'");

    [Theory]
    [InlineData("string Name", "use S1 to S256")]
    [InlineData("char Name", "use S1 for a byte of text")]
    [InlineData("decimal Name", "use double")]
    [InlineData("object Name", "not unmanaged")]
    [InlineData("System.DateTime Name", "use Datetime64")]
    [InlineData("System.TimeSpan Name", "use Timedelta64")]
    [InlineData("nint Name", "use long")]
    [InlineData("BigEndian<byte> Name", "no byte order")]
    [InlineData("BigEndian<S4> Name", "no byte order")]
    [InlineData("BigEndian<decimal> Name", "no byte order")]
    [InlineData("Chars Name", "its elements are 'char'")]
    [InlineData("Huge Name", "128 MiB")]
    [InlineData("(int, int) Name", "S types")]
    [InlineData("int? Name", "S types")]
    [InlineData("volatile int Name", "volatile")]
    [InlineData("unsafe int* Name", "S types")]
    [InlineData("unsafe fixed int Name[4]", "InlineArray")]
    public void AFieldNeedsADtype(string field, string wayOut)
    {
        Generated generated = Reports($"[SharedRecord] public partial struct Site {{ public int Pos; public {field}; }} [System.Runtime.CompilerServices.InlineArray(3)] public struct Chars {{ private char _first; }} [System.Runtime.CompilerServices.InlineArray(1 << 30)] public struct Huge {{ private int _first; }} class User {{ int X() => Site.Schema.Size; }}", "STK0003 'Name'");
        Assert.Contains(wayOut, generated.Diagnostics.Single().GetMessage());
    }

    [Theory]
    [InlineData("public int Count { get; set; }", "Count")]
    [InlineData("public int Count { get => field; }", "Count")]
    [InlineData("private int _count;", "_count")]
    [InlineData("internal readonly int Count;", "Count")]
    [InlineData("public event System.Action Done;", "Done")]
    public void ARecordHasNoHiddenFields(string member, string name)
        => Reports($"[SharedRecord] public partial struct Site {{ public int Pos; {member} }}", $"STK0004 '{name}'");

    [Fact]
    public void APrimaryConstructorsParameterMustNotBeCaptured()
        => Reports("[SharedRecord] public partial struct Site(int start, int end) { public int Pos = start; public readonly int Length => end - Pos; }", "STK0004 'end'");

    [Fact]
    public void PositionalRecordsHaveHiddenFields()
        => Reports("[SharedRecord] public partial record struct Site(int Start) { public int Pos = Start; }", "STK0004 'Start'");

    [Fact]
    public void FieldsStandInOneDeclaration()
    {
        Generated generated = Generated.From(Usings + "[SharedRecord] public partial struct Site { public int Pos; }", "public partial struct Site { public int End; public int More; }");
        Assert.Equal("STK0005 'End'", Generated.At(generated.Diagnostics.Single()));
        Assert.Contains("\"more\"", generated.File);
    }

    [Fact]
    public void MethodsMayStandAnywhere()
        => Generated.From(Usings + "[SharedRecord] public partial struct Site { public int Pos; }", "public partial struct Site { public const int Most = 3; public static int Last; public int Next() => Pos + 1; }").Clean();

    [Theory]
    [InlineData("[SharedRecord] public partial struct Site;")]
    [InlineData("[SharedRecord] public partial struct Site { public static int Pos; public const int Most = 1; public int Next => 1; }")]
    public void ARecordNeedsFields(string source) => Reports(source + " class User { RecordSchema X(System.Span<Site> s) { _ = new Site() == default; return Site.Schema; } }", "STK0006 'Site'");

    [Fact]
    public void ColumnsHaveNamesOfTheirOwn()
    {
        Reports("[SharedRecord] public partial struct Site { public int Pos; [Column(\"pos\")] public int Start; }", "STK0007 'Start'");
        Reports("[SharedRecord] public partial struct Site { public int Pos; public int pos; }", "STK0007 'pos'");
    }

    [Theory]
    [InlineData("public static int Schema => 1;", "Schema")]
    [InlineData("public static Site Parse(System.ReadOnlySpan<byte> row, TextOptions options) => default;", "Parse")]
    [InlineData("public int TryFormat;", "TryFormat")]
    [InlineData("public int Equals;", "Equals")]
    [InlineData("public int GetHashCode;", "GetHashCode")]
    [InlineData("public int ToString;", "ToString")]
    [InlineData("public enum TryParse { }", "TryParse")]
    public void AMemberOfTheUsersStays(string member, string name)
    {
        Generated generated = Reports($"[SharedRecord] public partial struct Site {{ public int Pos; {member} }}", $"STK0008 '{name}'");
        Assert.Equal(DiagnosticSeverity.Info, generated.Diagnostics.Single().Severity);
        Assert.DoesNotContain(generated.CompilerDiagnostics, static d => d.Id != "CS0108");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65536)]
    public void FixedTextHasALength(int length)
        => Reports($"[FixedText({length})] public partial struct Name; [SharedRecord] public partial struct Site {{ public Name Name; }} class User {{ Site X() => new Site(\"x\"); }}", "STK0009 'Name'");

    [Fact]
    public void TheLayoutIsTheGenerators()
    {
        Reports("[SharedRecord, System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)] public partial struct Site { public int Pos; } class User { RecordSchema X() => Site.Schema; }", "STK0010 'System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)'");
        Reports("[SharedRecord] public ref partial struct Site { public int Pos; }", "STK0010 'Site'");
        Reports("[SharedRecord] file partial struct Site { public int Pos; }", "STK0010 'Site'");
        Reports("[SharedRecord, FixedText(3)] public partial struct Site { public int Pos; }", "STK0010 'Site'");
    }

    [Fact]
    public void ALoneSurrogateIsNoName()
        => Reports("[SharedRecord(\"[('\\ud800x', 'i4')]\")] public partial struct Site;", "STK0015 '\\'");

    [Fact]
    public void ColumnsNeedCSharp14()
    {
        Generated generated = Generated.From(LanguageVersion.CSharp13, Usings + "[SharedRecord] public partial struct Site { public int Pos; }").Compiles();
        Assert.Equal(["STK0019 'Site'"], generated.Diagnostics.Select(Generated.At));
        Assert.Equal(DiagnosticSeverity.Warning, generated.Diagnostics.Single().Severity);
    }

    [Fact]
    public void APrivateRecordHasNoColumns()
        => Reports("public partial class Outer { [SharedRecord] private partial struct Site { public int Pos; } }", "STK0011 'Site'");

    [Theory]
    [InlineData("")]
    [InlineData("a\\0b")]
    public void AColumnNeedsAName(string name) => Reports($"[SharedRecord] public partial struct Site {{ public int Pos; [Column(\"{name}\")] public int Start; }}", "STK0012 'Start'");

    [Theory]
    [InlineData("Datetime64", "13")]
    [InlineData("Timedelta64", "-1")]
    [InlineData("BigEndian<Datetime64>", "99")]
    [InlineData("Times", "13")]
    public void AUnitIsOneThatThereIs(string type, string unit)
    {
        string declaration = $"[SharedRecord] public partial struct Site {{ public int Pos; [TimeUnit((TimeUnit)({unit}))] public {type} When; }} [System.Runtime.CompilerServices.InlineArray(3)] public struct Times {{ private Timedelta64 _first; }}";
        Reports(declaration, "STK0003 'When'");
        Assert.Contains($"no member with the value {unit}", Generated.From(Usings + declaration).Diagnostics.Single().GetMessage());
    }

    [Fact]
    public void OnlyTimesHaveAUnit()
    {
        Reports("[SharedRecord] public partial struct Site { public int Pos; [TimeUnit(TimeUnit.Days)] public long When; }", "STK0014 'When'");
        Generated.From(Usings + "[SharedRecord] public partial struct Site { [TimeUnit(TimeUnit.Days)] public BigEndian<Datetime64> When; [TimeUnit(TimeUnit.Weeks)] public Times Spans; } [System.Runtime.CompilerServices.InlineArray(3)] public struct Times { private Timedelta64 _first; }").Clean();
    }

    [Theory]
    [InlineData("[SharedRecord] public partial struct Outer { public Outer Name; public int Pos; }", "itself")]
    [InlineData("[SharedRecord] public partial struct Outer { public int Pos; public Inner Name; } [SharedRecord] public struct Inner { public int X; }", "error")]
    [InlineData("[SharedRecord] public partial struct Outer { public int Pos; public Inner Name; } [SharedRecord] public partial struct Inner { public string X; public int Y; }", "error")]
    [InlineData("[SharedRecord] public partial struct Outer { public int Pos; public Inner Name; } [SharedRecord] public partial struct Inner { }", "error")]
    public void ANestedRecordMustBeWhole(string source, string why)
    {
        Generated generated = Generated.From(Usings + source);
        Assert.Contains("STK0003 'Name'", generated.Diagnostics.Select(Generated.At));
        Assert.Contains(why, generated.Diagnostics.First(static d => d.Id == "STK0003").GetMessage());
    }

    [Fact]
    public void APragmaSuppresses()
    {
        const string Source = "[SharedRecord] public partial struct Site { public int Pos;\n#pragma warning disable STK0003\npublic string Name;\n#pragma warning restore STK0003\npublic string Other; }";
        Assert.Equal(["STK0003 'Other'"], Generated.From(Usings + Source).Diagnostics.Where(static d => !d.IsSuppressed).Select(Generated.At));
    }

    [Fact]
    public void EveryRuleIsTested()
    {
        string tests = string.Concat(Directory.EnumerateFiles(Snapshot.ProjectFolder, "*Tests.cs").Select(File.ReadAllText));
        IEnumerable<string> rules = typeof(Parsing.Rules).GetFields().Select(static f => ((DiagnosticDescriptor)f.GetValue(null)!).Id);
        Assert.All(rules, rule => Assert.Contains($"\"{rule} ", tests));
    }

    [Fact]
    public void EveryRuleHasAPageAndALink()
    {
        foreach (DiagnosticDescriptor rule in typeof(Parsing.Rules).GetFields().Select(static f => (DiagnosticDescriptor)f.GetValue(null)!))
        {
            Assert.EndsWith($"docs/diagnostics/{rule.Id}.md", rule.HelpLinkUri);
            string page = File.ReadAllText(Path.Combine(Snapshot.ProjectFolder, "../../docs/diagnostics", rule.Id + ".md"));
            Assert.StartsWith($"# {rule.Id}: {rule.Title}", page);
            Assert.Contains($"Severity: {rule.DefaultSeverity}.", page);
            Assert.Contains($"[{rule.Id}](diagnostics/{rule.Id}.md)", File.ReadAllText(Path.Combine(Snapshot.ProjectFolder, "../../docs/generated-code.md")));
        }
    }

    private static Generated Reports(string source, string expected)
    {
        Generated generated = Generated.From(Usings + source);
        Assert.Equal([expected], generated.Diagnostics.Select(Generated.At));

        // Whatever else is wrong lies in the user's code: no error points into a generated file.
        Assert.DoesNotContain(generated.CompilerDiagnostics, static d => d.Severity == DiagnosticSeverity.Error && d.Location.SourceTree!.FilePath.EndsWith(".g.cs", StringComparison.Ordinal));
        return generated;
    }
}
