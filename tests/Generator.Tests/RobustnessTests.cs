using SchemaToolkit.Generator.Tests.Support;

namespace SchemaToolkit.Generator.Tests;

/// <summary>Whatever the user is in the middle of typing, the generator does not throw: it would take everything it has
/// written with it.</summary>
public class RobustnessTests
{
    private const string Site = "[SharedRecord] public partial struct Site { public S10 Chr; public int Pos; }";

    [Fact]
    public void TypesThatDifferInCaseAlone()
    {
        Generated generated = Clean("""
            namespace a { [SharedRecord] public partial struct siteA { public int Pos; } [SharedRecord] public partial struct SiteA { public int Pos; } }
            namespace A { [SharedRecord] public partial struct Site { public int Pos; } partial class Outer { [SharedRecord] internal partial struct X { public int Pos; } } partial class OUTER { [SharedRecord] internal partial struct X { public int Pos; } } }
            """);
        Assert.Equal(5, generated.Files.Count);
    }

    [Fact]
    public void NestedTypesWhoseJoinedNamesAreOne()
        => Assert.Equal(3, Clean("""
            [SharedRecord] public partial struct A_B { public int X; }
            public partial class A { [SharedRecord] public partial struct B { public int X; } [SharedRecord] public partial struct B_C { public int X; } }
            public class BRecordExtensions; public class A_BRecordExtensions_;
            """).Files.Count);

    [Theory]
    [InlineData("@event")]
    [InlineData("@record")]
    [InlineData("हिन्दी")]
    [InlineData("Ⅷ‿x")]
    [InlineData("System")]
    [InlineData("SchemaToolkit")]
    [InlineData("RecordColumns")]
    [InlineData("Columns")]
    public void ARecordMayBeCalled(string name)
        => Clean($"namespace Space {{ [SharedRecord] public partial struct {name} {{ public global::SchemaToolkit.S10 Chr; public int @class; public float value, bytes; }} }}");

    [Theory]
    [InlineData("Length", "Count", "Max", "Item", "Sum", "ToArray")]
    [InlineData("Columns", "RecordColumns", "_RecordColumns", "records", "Records", "RECORDS")]
    [InlineData("writer", "writer_", "Writer", "this_", "other", "left")]
    [InlineData("@event", "@class", "@this", "@return", "@var", "field")]
    [InlineData("Visit", "visitor", "Size", "Fields", "obj", "options")]
    [InlineData("URL", "Url", "uRL", "System", "SchemaToolkit", "GetType")]
    public void FieldsMayBeCalled(params string[] names)
    {
        string[] fields = [.. names.Select(static (name, i) => $"[Column(\"c{i}\")] public int {name};")];
        Generated generated = Generated.From($"using SchemaToolkit;\n[SharedRecord] public partial struct Site {{ {string.Concat(fields)} }} class User {{ int X(Site[] s) => s.Columns.{names[0]}[0] + s.Columns.{names[5]}.Length + new Site(1, 2, 3, 4, 5, 6).{names[2]}; }}");
        Assert.DoesNotContain(generated.CompilerDiagnostics, static d => d.Id != "CS0108");
        Assert.Empty(generated.Diagnostics);
    }

    [Fact]
    public void UserMembersOfEveryKind() => Clean("""
        [SharedRecord]
        public readonly partial record struct Site
        {
            public readonly S10 Chr;
            public readonly int Pos;
            private static int _count;
            public Site(string chr) { Chr = chr; Pos = 0; _count++; }
            public Site(S10 chr, int pos) { Chr = chr; Pos = pos; }
            public override string ToString() => "mine";
            public bool Equals(Site other) => Pos == other.Pos;
            public override int GetHashCode() => Pos;
            public static Site Parse(string text) => new(text);
            public static int Count => _count;
        }

        [SharedRecord]
        public partial struct Plain : System.IComparable<Plain>
        {
            public required S10 Chr;
            public int Pos = 1;
            public Plain() => Chr = "x";
            public int CompareTo(Plain other) => Pos.CompareTo(other.Pos);
            public override bool Equals(object? obj) => false;
            public override int GetHashCode() => Pos;
            public static bool operator ==(Plain left, Plain right) => true;
            public static bool operator !=(Plain left, Plain right) => false;
            bool System.IEquatable<Plain>.Equals(Plain other) => true;
            private string ToString(int x) => "";
            public void Visit() { ToString(1); }
        }

        [SharedRecord]
        public partial struct Primary(int pos, string text) { public int Pos = pos; public S10 Text = text; }

        // The compiler's word on such a name, and on what is obsolete, is for this file alone.
        #pragma warning disable CS8981
        [SharedRecord]
        public partial struct lower { public int x; }
        #pragma warning restore CS8981

        [SharedRecord]
        public partial struct Old { [System.Obsolete("use Pos")] public int Start; public int Pos; }

        public partial interface IHolder { [SharedRecord] public unsafe partial struct Inner { public int Pos; } }
        public ref partial struct RefHolder { [SharedRecord] public partial struct Inner { public int Pos; } }
        public abstract partial record Base { [SharedRecord] internal partial struct Inner { public int Pos; } }
        """);

    [Theory]
    [InlineData("[SharedRecord] public partial class Site { public int Pos; }")]
    [InlineData("[SharedRecord] public partial interface Site;")]
    [InlineData("[SharedRecord] [SharedRecord] public partial struct Site { public int Pos; }")]
    [InlineData("[SharedRecord] public partial struct Site { public int Pos; } [SharedRecord] public partial struct Site { }")]
    [InlineData("[SharedRecord] public struct Site { public int Pos; } [SharedRecord] public struct Site { public int Pos; }")]
    [InlineData("[SharedRecord] public partial struct Site { public int Pos; } [SharedRecord] public partial record struct Site { public int Pos; }")]
    [InlineData("[SharedRecord] public partial struct Site { public int Pos; } [SharedRecord] public partial struct Site<T> { public int Pos; }")]
    [InlineData("namespace A.B { [SharedRecord] public partial struct C { public int Pos; } } namespace A { public partial class B { [SharedRecord] public partial struct C { public int Pos; } } }")]
    [InlineData("[SharedRecord] public partial struct { public int Pos; }")]
    [InlineData("[SharedRecord] public partial struct Site { public int ; public Missing X; public int Pos }")]
    [InlineData("[SharedRecord] public partial struct Site { public Missing<int> X; public Site Y; public int Pos, Pos; }")]
    [InlineData("[SharedRecord(1, Layout = 7)] public partial struct Site { [Column] public int X; [Column(null)] public int Y; [Column(new[] { \"a\" })] public int Z; }")]
    [InlineData("[FixedText] public partial struct A; [FixedText(\"x\")] public partial struct B; [FixedText(new[] { 1 })] public partial struct C; [FixedText(Missing)] public partial struct D;")]
    [InlineData("[FixedText(3)] public partial struct A { int x; } [FixedText(3)] public partial struct A;")]
    [InlineData("[SharedRecord] public partial struct Site { public int Pos; public Site(")]
    [InlineData("[SharedRecord] public partial struct A { public B B; public int X; } [SharedRecord] public partial struct B { public A A; public int X; }")]
    [InlineData("[SharedRecord] public partial struct A { public B B; public int X; } [System.Runtime.CompilerServices.InlineArray(2)] public struct B { public A First; }")]
    [InlineData("[SharedRecord] public partial struct A { public B B; public C C; public int X; } [System.Runtime.CompilerServices.InlineArray(0)] public struct B { int x; } [System.Runtime.CompilerServices.InlineArray(2)] public struct C;")]
    [InlineData("[SharedRecord] public partial struct A { public E E; public BigEndian<Missing> M; public int X; } public enum E : string { }")]
    [InlineData("[SharedRecord")]
    public void CodeInTheMaking(string source)
    {
        Generated generated = Generated.From("using SchemaToolkit;\n" + source + "\n", "using SchemaToolkit;\nnamespace Other { " + Site + " class User { int X(Site[] s) => s.Columns.Pos[0]; } }");

        // The error is the user's, and the neighbour still has its code.
        Assert.NotEmpty(generated.CompilerDiagnostics.Concat(generated.Diagnostics));
        Assert.Contains("Other.Site.g.cs", generated.Files.Keys);
        Assert.DoesNotContain(generated.CompilerDiagnostics, static d => d.Location.SourceTree!.FilePath == "Source1.cs");
    }

    [Fact]
    public void RecordsOfAReferencedAssemblyNest()
    {
        Generated library = Generated.From("""
            using System.Runtime.CompilerServices;
            using SchemaToolkit;
            namespace Library;
            [SharedRecord] public partial struct Point { public byte Kind; public double X; public Scale Scale; public Row Row; [TimeUnit(TimeUnit.Days)] public Datetime64 Day; public Title Title; }
            [SharedRecord("{'names': ['a', 'b'], 'formats': ['<i4', [('x', 'S75')]], 'offsets': [2, 8], 'itemsize': 100}")] public partial struct Sparse;
            [SharedRecord(Layout = RecordLayout.Aligned)] public partial struct Aligned { public byte A; public double B; }
            [InlineArray(3)] public struct Row { private float _first; }
            [FixedText(75)] public partial struct Title;
            public enum Scale : short { Small }
            """).Clean();
        using var image = new MemoryStream();
        Assert.True(library.Compilation.Emit(image).Success);
        image.Position = 0;
        Generated generated = Generated.From([Microsoft.CodeAnalysis.MetadataReference.CreateFromStream(image)], """
            using Library;
            using SchemaToolkit;
            [SharedRecord] public partial struct Line { public Point From; public Sparse Sparse; public Aligned Aligned; public Row Row; public Title Title; public Scale Scale; public Sparse.BRecord B; }
            """).Clean();
        Assert.Contains("""
            //      0   106  Point    from     From
            //    106   100  Sparse   sparse   Sparse
            //    206    16  Aligned  aligned  Aligned
            //    222    12  (3,)<f4  row      Row
            //    234    75  |S75     title    Title
            //    309     2  <i2      scale    Scale
            //    311    75  BRecord  b        B
            // 386 bytes, packed
            """.ReplaceLineEndings("\n"), generated.File);
    }

    [Fact]
    public void WithoutTheRuntimeNothingHappens()
        => Assert.Empty(Generated.From("[SharedRecord] public partial struct Site { public int Pos; }").Files);

    private static Generated Clean(string source) => Generated.From("using SchemaToolkit;\n" + source).Clean();
}
