using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using SchemaToolkit.Generator.Tests.Support;

namespace SchemaToolkit.Generator.Tests;

/// <summary>What the user's declaration says is honoured or refused at the user's own place. No error or warning lies in generated
/// code.</summary>
public class DeclarationTests
{
    private const string Usings = "using System;\nusing System.Diagnostics.CodeAnalysis;\nusing System.Runtime.CompilerServices;\nusing SchemaToolkit;\n";

    [Theory]
    [InlineData("[FixedText(75)] public readonly partial struct Title;")]
    [InlineData("[FixedText(5, TextEncoding.Utf32)] public readonly partial struct Title;")]
    [InlineData("[SharedRecord(\"chr S10, pos i4\")] public readonly partial struct Site;")]
    [InlineData("[SharedRecord(\"[('p', [('x', 'S75'), ('y', '<i4', 3)]), ('q', 'U3')]\")] public readonly partial struct Site;")]
    [InlineData("[SharedRecord(\"{'names': ['a', 'b'], 'formats': ['<i4', '>f8'], 'offsets': [2, 8], 'itemsize': 20}\")] public readonly partial record struct Site;")]
    public void ReadonlyStructs(string source)
        => Clean(source);

    [Fact]
    public void ReadonlyTextIsUsedAsAnyOther() => Clean("""
        [FixedText(75)] public readonly partial struct Title;
        class User { static bool X(Title a, S10 b) => a == b.AsSpan() && b == a.AsSpan() && a == "x" && a == "x".AsSpan() && a.StartsWith("x") && a.Length > 0; }
        """);

    [Theory]
    [InlineData("public override string ToString() => \"x\";")]
    [InlineData("public bool Equals(Title other) => true;")]
    [InlineData("public override bool Equals(object? obj) => true; public override int GetHashCode() => 1;")]
    [InlineData("public static implicit operator Title(string text) => default;")]
    [InlineData("public static explicit operator Title(string text) => default;")]
    [InlineData("public static explicit operator Title(ReadOnlySpan<byte> text) => default;")]
    [InlineData("public static implicit operator string(Title text) => \"\";")]
    [InlineData("public static bool operator ==(Title left, Title right) => true; public static bool operator !=(Title left, Title right) => false;")]
    [InlineData("public static bool operator ==(Title left, string? right) => true; public static bool operator !=(Title left, string? right) => false;")]
    [InlineData("public static bool operator <(Title left, Title right) => true; public static bool operator >(Title left, Title right) => false;")]
    [InlineData("public int CompareTo(Title other) => 0;")]
    [InlineData("private int CompareTo(Title other) => 0;")]
    [InlineData("public long CompareTo(Title other) => 0;")]
    [InlineData("private bool Equals(Title other) => true; public bool Is(Title o) => Equals(o);")]
    [InlineData("public int Equals(Title other) => 1;")]
    [InlineData("public static bool Equals(Title other) => true;")]
    [InlineData("bool IEquatable<Title>.Equals(Title other) => true;")]
    [InlineData("public static Title Truncate(ReadOnlySpan<char> text) => default; public ReadOnlySpan<byte> AsSpan() => default;")]
    [InlineData("public static bool TryFrom(ReadOnlySpan<char> text, out Title value) { value = default; return true; }")]
    [InlineData("public int Length => 3; public const int Truncate = 3; public enum TryFrom { } public class CompareTo;")]
    [InlineData("public int get_Length() => 3; public const int op_LessThan = 1, op_GreaterThanOrEqual = 2, op_Inequality = 3, op_Explicit = 4;")]
    [InlineData("public const int op_Implicit = 4; public static int _first => 3;")]
    [InlineData("public class Nested; public static int Count; public bool IsShort => ToString().Length < 5;")]
    [InlineData("public bool StartsWith(ReadOnlySpan<char> start) => false; public bool StartsWith(char c) => true;")]
    public void AMemberOfTheUsersWinsInText(string member)
    {
        Compiles($"[FixedText(75)] public partial struct Title {{ {member} }}");
        Compiles($"[FixedText(75)] public readonly partial struct Title {{ {member} }}");
        string utf32 = member.Replace("ReadOnlySpan<byte>", "ReadOnlySpan<uint>");
        Compiles($"[FixedText(75, TextEncoding.Utf32)] public partial struct Title {{ {utf32} }}");
    }

    [Theory]
    [InlineData("Truncate")]
    [InlineData("Equals")]
    [InlineData("CompareTo")]
    [InlineData("ToString")]
    [InlineData("Length")]
    [InlineData("_first")]
    [InlineData("AsSpan")]
    [InlineData("op_Equality")]
    [InlineData("op_Implicit")]
    public void TextMayBeCalled(string name) => Compiles($"[FixedText(7)] public partial struct {name}; [SharedRecord] public partial struct Site {{ public {name} Field; }}");

    [Theory]
    [InlineData("Schema")]
    [InlineData("Parse")]
    [InlineData("TryFormat")]
    [InlineData("Equals")]
    [InlineData("GetHashCode")]
    [InlineData("ToString")]
    [InlineData("get_Schema")]
    [InlineData("op_Equality")]
    public void ARecordMayBeCalled(string name) => Compiles($"[SharedRecord] public partial struct {name} {{ public int Pos; }} [SharedRecord(\"pos i4\")] public partial struct X;");

    [Theory]
    [InlineData("public int Equals(Site other) => 1;")]
    [InlineData("public static bool Equals(Site other) => true;")]
    [InlineData("public bool Equals(dynamic other) => true;")]
    [InlineData("private new bool Equals(object? other) => true;")]
    [InlineData("public RecordSchema get_Schema() => null!;")]
    [InlineData("public class RecordColumns;")]
    [InlineData("public partial class RecordColumns { [SharedRecord] public partial struct RecordColumns_ { public int X; } }")]
    [InlineData("[SharedRecord] public partial struct RecordColumns { public int X; }")]
    [InlineData("public const int op_Equality = 1;")]
    [InlineData("public static int op_Inequality;")]
    public void AMemberOfTheUsersWinsInRecords(string member)
    {
        Compiles($"[SharedRecord] public partial struct Site {{ public int Pos; {member} }} class User {{ int X(Site[] s) => s.Columns.Pos[0]; }}");
        Compiles($"[SharedRecord(\"Pos i4\")] public partial struct Site {{ {member} }} class User {{ int X(Site[] s) => s.Columns.Pos[0]; }}");
    }

    [Theory]
    [InlineData("get_Pos", "STK0023 'get_Pos'")]
    [InlineData("set_Pos", "STK0023 'set_Pos'")]
    [InlineData("get_Schema", "STK0008 'get_Schema'")]
    [InlineData("op_Equality", "STK0008 'op_Equality'")]
    public void FieldsMayHaveNamesOfAccessors(string name, string expected)
    {
        Generated generated = Compiles($"[SharedRecord] public partial struct Site {{ public int Pos, {name}; }} class User {{ int X(Site[] s) => s.Columns.Pos[0]; }}");
        Assert.Equal([expected], generated.Diagnostics.Select(Generated.At));
        generated = Compiles($"[SharedRecord(\"Pos i4, {name} i4\")] public partial struct Site; class User {{ int X(Site[] s) => s.Columns.Pos[0] + s[0].{name}_; }}");
        Assert.Equal(["STK0016"], generated.Diagnostics.Select(static d => d.Id));
    }

    [Theory]
    [InlineData("[FixedText(75)] public partial record struct Title;", "STK0010 'Title'", "plain 'partial struct'")]
    [InlineData("[FixedText(75)] public readonly partial record struct Title;", "STK0010 'Title'", "plain 'partial struct'")]
    [InlineData("[FixedText(75)] public partial struct Title { int _x; }", "STK0010 '_x'", "its bytes")]
    [InlineData("[FixedText(75)] public partial struct Title { public int X { get; set; } }", "STK0010 'X'", "its bytes")]
    [InlineData("[FixedText(75)] public partial struct Title { public event Action X; }", "STK0010 'X'", "its bytes")]
    [InlineData("[FixedText(75)] public partial struct Title(int x) { public int X => x; }", "STK0010 'x'", "its bytes")]
    [InlineData("[FixedText(75), InlineArray(75)] public partial struct Title;", "STK0010 'Title'", "[InlineArray]")]
    [InlineData("[FixedText(75), System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential)] public partial struct Title;", "STK0010 'System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential)'", "remove it")]
    [InlineData("[FixedText(75, (TextEncoding)3)] public partial struct Title;", "STK0021 'FixedText(75, (TextEncoding)3)'", "Utf8 or Utf32")]
    [InlineData("[FixedText(75)] public partial struct Title<T>;", "STK0002 'Title'", "generic")]
    [InlineData("[FixedText(75)] public ref partial struct Title;", "STK0010 'Title'", "ref struct")]
    [InlineData("file partial class Outer { [FixedText(75)] internal partial struct Title; }", "STK0010 'Title'", "'Outer'")]
    [InlineData("file partial class Outer { [SharedRecord] internal partial struct Site { public int Pos; } }", "STK0010 'Site'", "'Outer'")]
    [InlineData("file partial class Outer { internal partial class Inner { [SharedRecord(\"x i4\")] internal partial struct Site; } }", "STK0010 'Site'", "'Outer'")]
    [InlineData("[SharedRecord, InlineArray(3)] public partial struct Site { public int Pos; }", "STK0010 'Site'", "[InlineArray]")]
    [InlineData("[SharedRecord(Layout = (RecordLayout)7)] public partial struct Site { public int Pos; }", "STK0021 'SharedRecord(Layout = (RecordLayout)7)'", "Packed or Aligned")]
    [InlineData("[SharedRecord(\"pos i4\", Layout = (RecordLayout)7)] public partial struct Site;", "STK0021 'SharedRecord(\"pos i4\", Layout = (RecordLayout)7)'", "Packed or Aligned")]
    [InlineData("[SharedRecord] public partial struct Site { [Column(\"\\ud800x\")] public int Pos; public int X; }", "STK0012 'Pos'", "surrogate")]
    [InlineData("[SharedRecord] public partial struct Site { [Column(\"x\\udc00\\ud800\")] public int Pos; public int X; }", "STK0012 'Pos'", "surrogate")]
    [InlineData("[SharedRecord] public partial struct Site : ISharedRecord<Site> { public int Pos; static RecordSchema ISharedRecord<Site>.Schema => null!; }", "STK0010 'Schema'", "remove that")]
    [InlineData("[SharedRecord] public partial struct Site { public Row A, B, C, D; } [InlineArray(1 << 24)] public struct Row { int _first; }", "STK0003 'B'", "128 MiB")]
    public void WhatCannotBeIsRefused(string source, string expected, string why)
    {
        Generated generated = Generated.From(Usings + source);
        Assert.Equal(expected, generated.Diagnostics.Select(Generated.At).First());
        Assert.Contains(why, generated.Diagnostics[0].GetMessage());
        AssertNoneInGenerated(generated);
    }

    [Theory]
    [InlineData("int[] Name", "[InlineArray(3)] struct Values { private int _first; }")]
    [InlineData("System.Collections.Generic.List<double> Name", "private double _first;")]
    [InlineData("System.Memory<byte> Name", "private byte _first;")]
    [InlineData("string[] Name", "private S10 _first;")]
    [InlineData("DateTime Name", "Datetime64")]
    [InlineData("DateOnly Name", "TimeUnit.Days")]
    [InlineData("DateTimeOffset Name", "Datetime64")]
    [InlineData("TimeOnly Name", "Timedelta64")]
    [InlineData("double? Name", "NaN is its null, and TextOptions.NullValues")]
    [InlineData("float? Name", "NaN")]
    [InlineData("int? Name", "double, where NaN is null")]
    [InlineData("DateTime? Name", "NaT")]
    [InlineData("bool? Name", "an enum")]
    [InlineData("Guid Name", "S36")]
    [InlineData("Int128 Name", "long")]
    [InlineData("Plain Name", "make 'Plain' a [SharedRecord] partial struct")]
    [InlineData("Sparse.BRecord Name", "written for 'Sparse'")]
    [InlineData("Bad Name", "the declaration of 'Bad' has an error")]
    public void AFieldsTypeHasAWayOut(string field, string wayOut)
    {
        Generated generated = Generated.From(Usings + $"[SharedRecord] public partial struct Site {{ public int Pos; public {field}; }} public struct Plain {{ public int X; }} [SharedRecord(\"[('b', [('x', 'i4')])]\")] public partial struct Sparse; [FixedText(3)] public struct Bad;");
        Diagnostic diagnostic = generated.Diagnostics.Single(static d => d.Id == "STK0003");
        Assert.Equal("STK0003 'Name'", Generated.At(diagnostic));
        Assert.Contains(wayOut, diagnostic.GetMessage());
        AssertNoneInGenerated(generated);
    }

    [Theory]
    [InlineData("[Obsolete(\"x\", true)] public partial struct Site { public int Pos; }")]
    [InlineData("public partial struct Site { public int Pos; [Obsolete(\"x\", true)] public int Old; }")]
    [InlineData("public partial struct Site { public int Pos; [Obsolete] public required OldEnum Old; }")]
    [InlineData("public partial struct Site { public int Pos; [Obsolete(\"x\", true)] public OldEnum Old; }")]
    [InlineData("public partial struct Site { public int Pos; [Obsolete] public OldText Old; }")]
    [InlineData("public partial struct Site { public int Pos; [Obsolete] public OldRecord Old; }")]
    [InlineData("public partial struct Site { public int Pos; [Obsolete] public OldRecords Old; }")]
    [InlineData("public partial struct Site { public int Pos; [Obsolete] public OldRecord Old; public static int Schema; }")]
    [InlineData("public partial struct Site { public int Pos; [Obsolete] public BigEndian<OldEnum> Old; }")]
    [InlineData("public partial struct Site { public int Pos; public OldArray Old; }")]
    [InlineData("[Obsolete] public partial struct Site { public int Pos; public OldEnum Old; }")]
    [InlineData("[Obsolete(\"a \\\"b\\\"\", DiagnosticId = \"MYLIB01\", UrlFormat = \"http://x\")] public partial struct Site { public int Pos; }")]
    [InlineData("public partial struct Site { public int Pos; [Obsolete(\"x\", DiagnosticId = \"MYLIB01\")] public int Old; }")]
    [InlineData("public partial struct Site { public int Pos; [Obsolete(\"x\", true, DiagnosticId = \"MYLIB01\")] public int Old; }")]
    [InlineData("public partial struct Site { public int Pos; [Obsolete(\"x\", DiagnosticId = \"my lib\")] public int Old; }")]
    [InlineData("[Experimental(\"EXP01\")] public partial struct Site { public int Pos; }")]
    [InlineData("public partial struct Site { public int Pos; [Experimental(\"EXP01\")] public int New; }")]
    [InlineData("public partial struct Site { public int Pos; [Experimental(\"EXP02\")] public NewEnum New; }")]
    [InlineData("public partial struct Site { public int Pos; [Experimental(\"EXP02\")] public NewArray New; }")]
    [InlineData("public partial struct Site { public int Pos; [Obsolete(\"x\", true)] public Site(int pos) => Pos = pos; }")]
    [InlineData("public partial struct Site { public int Pos; [Obsolete(\"x\")] public Site(int pos) => Pos = pos; }")]
    [InlineData("public partial struct Site { public int Pos; [Obsolete(\"x\")] public readonly bool Equals(Site other) => true; }")]
    [InlineData("[method: Obsolete(\"x\", true)] public partial struct Site(long x) { public int Pos = (int)x; }")]
    [InlineData("[method: Obsolete(\"x\")] public partial struct Site(long x) { public int Pos = (int)x; }")]
    public void AttributesOfTheUsersAreHeededInSilence(string declaration)
    {
        const string Types = """

            [Obsolete("x", true)] public enum OldEnum { A }
            [Obsolete("x", true)] [FixedText(3)] public partial struct OldText;
            [Obsolete("x", true)] [SharedRecord] public partial struct OldRecord { public int X; }
            [InlineArray(2), Obsolete("x", true)] public struct OldRecords { private OldRecord _first; }
            [InlineArray(2)] public struct OldArray { [Obsolete] private OldEnum _first; }
            [Experimental("EXP01")] public enum NewEnum { A }
            [InlineArray(2)] public struct NewArray { [Experimental("EXP02")] private NewEnum _first; }
            """;
        Generated generated = Generated.From(Usings + "[SharedRecord] " + declaration + Types);
        Assert.Empty(generated.Diagnostics.Where(static d => d.Severity > DiagnosticSeverity.Info));
        AssertNoneInGenerated(generated);

        // It hides nothing elsewhere: to use what is obsolete or experimental is still reported where the user does it.
        string use = declaration.Contains(" Old;") && !declaration.Contains("OldArray") ? "Old" : declaration.Contains(" New;") ? "New" : "";
        if (use.Length > 0)
        {
            generated = Generated.From(Usings + "[SharedRecord] " + declaration + Types, $"class User {{ object X(Site s) => s.{use}; object Y(Site[] s) => s.Columns.Pos[0]; }}");
            Assert.Contains(generated.CompilerDiagnostics, static d => d.Location.SourceTree!.FilePath == "Source1.cs");
            AssertNoneInGenerated(generated);
        }
    }

    [Fact]
    public void AColumnIsAsObsoleteAsItsField()
    {
        Generated generated = Generated.From(Usings + "[SharedRecord] public partial struct Site { public int Pos; [Obsolete(\"use Pos\")] public int Old; }", "class User { int X(Site[] s) => s.Columns.Pos[0]; }", "class User2 { int X(Site[] s) => s.Columns.Old[0]; }");
        Assert.Equal(["CS0618 's.Columns.Old'"], generated.CompilerDiagnostics.Select(Generated.At));
    }

    [Fact]
    public void AssembliesThatComplyWithTheCommonLanguage()
    {
        Generated generated = Generated.From(Usings + """
            [assembly: CLSCompliant(true)]
            [SharedRecord] public partial struct Site { public int A; public S10 B; public uint C; }
            [SharedRecord("a u4, b S75, c (2,)u2, d U3")] public partial struct ByDtype;
            [FixedText(3, TextEncoding.Utf32)] public partial struct Word;
            """);
        Assert.Empty(generated.Diagnostics);
        AssertNoneInGenerated(generated);
    }

    [Theory]
    [InlineData("unsafe", "int* x")]
    [InlineData("unsafe", "int*[] x")]
    [InlineData("unsafe", "delegate*<int, void> x")]
    [InlineData("", "ref readonly int x")]
    [InlineData("", "ref int x")]
    [InlineData("", "out int x")]
    public void APrimaryConstructorThatCannotBeCalled(string modifier, string parameter)
    {
        Generated generated = Generated.From(Usings + $"[SharedRecord] public {modifier} partial struct Site({parameter}) {{ public int Pos = 3; {(parameter.StartsWith("out") ? "int y = x = 3;" : "")} }}");
        Assert.Contains("STK0008 'Site'", generated.Diagnostics.Select(Generated.At));
        AssertNoneInGenerated(generated);
    }

    [Theory]
    [InlineData("in int x")]
    [InlineData("params int[] x")]
    [InlineData("ReadOnlySpan<char> x, scoped Span<int> y")]
    [InlineData("string x = \"a\", params ReadOnlySpan<int> y")]
    public void APrimaryConstructorThatCan(string parameters)
        => Compiles($"[SharedRecord] public partial struct Site({parameters}) {{ public long Pos = 3; }} class User {{ Site X() => new Site(3L); }}");

    [Theory]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.CSharp11)]
    [InlineData(LanguageVersion.CSharp9)]
    [InlineData(LanguageVersion.CSharp8)]
    public void AnOldLanguageIsOneError(LanguageVersion version)
    {
        foreach (string source in new[] { "[SharedRecord] public partial struct Site { public int Pos; }", "[SharedRecord(\"pos i4\")] public partial struct Site { }", "[FixedText(3)] public partial struct Site { }" })
        {
            Generated generated = Generated.From(version, Usings + source);
            Assert.Equal(["STK0018 'Site'"], generated.Diagnostics.Select(Generated.At));
            Assert.Contains("LangVersion", generated.Diagnostics[0].GetMessage());
            Assert.DoesNotContain(generated.CompilerDiagnostics, static d => d.Severity == DiagnosticSeverity.Error);
        }
    }

    [Fact]
    public void AnOldFrameworkIsOneError()
    {
        // A framework that has just what the compiler needs.
        const string Framework = """
            [assembly: System.Reflection.AssemblyVersion("9.0.0.0")]
            namespace System
            {
                public class Object; public abstract class ValueType; public abstract class Enum : ValueType; public struct Void; public struct Int32; public struct Boolean;
                public sealed class String; public class Attribute; public enum AttributeTargets { All = 1 } public class Array;
                public class AttributeUsageAttribute(AttributeTargets on) : Attribute { public AttributeTargets On => on; }
            }
            namespace System.Reflection { public class AssemblyVersionAttribute(string version) : Attribute { public string Version => version; } }
            namespace SchemaToolkit { public class SharedRecordAttribute : System.Attribute; public class FixedTextAttribute(int n) : System.Attribute { public int N => n; } }
            """;
        CSharpCompilation framework = CSharpCompilation.Create("System.Runtime", [CSharpSyntaxTree.ParseText(Framework)], options: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        CSharpCompilation user = CSharpCompilation.Create("User", [CSharpSyntaxTree.ParseText("using SchemaToolkit; [SharedRecord] public partial struct Site { public int Pos; } [FixedText(3)] public partial struct Text;")], [framework.ToMetadataReference()], new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        GeneratorDriverRunResult result = Generated.Driver().RunGenerators(user).GetRunResult();
        Assert.Empty(result.GeneratedTrees);
        Assert.Equal(["STK0018 'Site'", "STK0018 'Text'"], result.Diagnostics.Select(Generated.At));
        Assert.All(result.Diagnostics, static d => Assert.Contains("net10.0", d.GetMessage()));
    }

    [Theory]
    [InlineData("[SharedRecord] public partial struct Grid { public int Id; public Row Values; } [InlineArray(16384)] public struct Row { float _first; }")]
    [InlineData("[SharedRecord] public partial struct Grid { public Row A, B; } [InlineArray(10000)] public struct Row { float _first; }")]
    [InlineData("[SharedRecord(\"x (16384,)f4\")] public partial struct Grid;")]
    [InlineData("[SharedRecord] public partial struct Grid { public Text A; public byte B; } [FixedText(65535)] public partial struct Text;")]
    public void RecordsTooLargeForArraysAreTold(string source)
    {
        Generated generated = Compiles(source);
        Assert.Equal(["STK0020 'Grid'"], generated.Diagnostics.Select(Generated.At));
        Assert.Equal(DiagnosticSeverity.Info, generated.Diagnostics[0].Severity);
    }

    [Fact]
    public void OneByteLessIsNot() => Clean("[SharedRecord] public partial struct Grid { public Text A; } [FixedText(65535)] public partial struct Text;");

    private static Generated Clean(string source) => Generated.From(Usings + source).Clean();

    // Without errors, and without a word about generated code.
    private static Generated Compiles(string source)
    {
        Generated generated = Generated.From(Usings + source);
        Assert.Equal([], generated.Diagnostics.Where(static d => d.Severity > DiagnosticSeverity.Info).Select(static d => d.ToString()));
        Assert.Equal([], generated.CompilerDiagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error).Select(static d => d.ToString()));
        AssertNoneInGenerated(generated);
        return generated;
    }

    private static void AssertNoneInGenerated(Generated generated)
    {
        IEnumerable<Diagnostic> inGenerated = generated.CompilerDiagnostics.Where(static d => d.Location.SourceTree!.FilePath.EndsWith(".g.cs", StringComparison.Ordinal));
        Assert.True(
            !inGenerated.Any(),
            string.Join('\n', inGenerated.Select(static d => $"{d}\n{d.Location.SourceTree!.GetText().Lines[d.Location.GetLineSpan().StartLinePosition.Line]}")));
    }
}
