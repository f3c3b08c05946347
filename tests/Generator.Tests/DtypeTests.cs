using Microsoft.CodeAnalysis;
using SchemaToolkit.Generator.Tests.Support;

namespace SchemaToolkit.Generator.Tests;

/// <summary>Records declared by a dtype string: every form, and where a bad one is bad.</summary>
public class DtypeTests
{
    // ^ stands before the offending character.
    [Theory]
    [InlineData("pos ^x4", "'x4' is not a numpy type")]
    [InlineData("pos i4, chr ^S", "needs a length")]
    [InlineData("pos i4, chr ^S0", "needs a length")]
    [InlineData("chr ^S70000", "needs a length")]
    [InlineData("pos i4, ^f4", "either all fields have names or none")]
    [InlineData("i4, ^pos f4", "either all fields have names or none")]
    [InlineData("pos i4 ^f4", "',' is expected")]
    [InlineData("pos i4,^", "a field is expected")]
    [InlineData("^", "a field is expected")]
    [InlineData("x ^O", "Python objects")]
    [InlineData("x ^V4", "raw bytes")]
    [InlineData("x >^f16", "f2, f4, f8")]
    [InlineData("x ^>U3", "little-endian")]
    [InlineData("x ^M8", "needs one unit")]
    [InlineData("x <^M8[10ms]", "needs one unit")]
    [InlineData("x ^1f4", "ambiguous")]
    [InlineData("x (2,^0)f4", "at least 1")]
    [InlineData("x (2,^y)f4", "'y' does not start")]
    [InlineData("x i4, ^x f4", "two fields 'x'")]
    [InlineData("[('x', '<i4'), ^'y']", "a field must be a tuple")]
    [InlineData("[('x', '<i4'), ^('y',)]", "a field must be a tuple")]
    [InlineData("[(^('title', 'x'), '<i4')]", "titles")]
    [InlineData("[(^1, '<i4')]", "name must be a string")]
    [InlineData("[('x', '<i4')^", "it ends where ']'")]
    [InlineData("[('x', '<i4') ^('y', '<i4')]", "',' or ']'")]
    [InlineData("[('x', ^'<i4)]", "no end")]
    [InlineData("[('x', '<^q4')]", "'q4' is not a numpy type")]
    [InlineData("[('x', ^3)]", "a type must be a code")]
    [InlineData("[('x', '<i4', ^'3')]", "a shape must be a number")]
    [InlineData("[('x', '<i4')] ^x", "nothing can follow")]
    [InlineData("[('x', ^[])]", "no fields")]
    [InlineData("^[]", "no fields")]
    [InlineData("[('^\\q', '<i4')]", "escape")]
    [InlineData("dtype([('x', '<i4')], ^align=1)", "align=True")]
    [InlineData("dtype([('x', '<i4')]^", "')'")]
    [InlineData("{'names': ['a'], ^'titles': ['b']}", "titles")]
    [InlineData("{'names': ['a'], ^'x': 1}", "the keys are")]
    [InlineData("^{'names': ['a']}", "'formats' is missing")]
    [InlineData("^{'names': ['a'], 'formats': ['i4', 'i4']}", "1 names, 2 formats")]
    [InlineData("{'names': ['a'], 'formats': ^'i4'}", "'formats' must be a list")]
    [InlineData("{'names': ['a', '^b'], 'formats': ['i4', 'i4'], 'offsets': [0, 2]}", "overlaps")]
    [InlineData("{'names': ['a', '^b'], 'formats': ['i4', 'i4'], 'offsets': [4, 0]}", "in order")]
    [InlineData("{'names': ['^a'], 'formats': ['i4'], 'itemsize': 3}", "itemsize 3 is less")]
    [InlineData("{'names': ['^a'], 'formats': ['i4'], 'offsets': [2], 'aligned': True}", "not aligned to 4")]
    [InlineData("{'names': ['^a'], 'formats': ['i4'], 'itemsize': 6, 'aligned': True}", "multiple of the alignment")]
    [InlineData("{'names': ['a'], 'formats': ['i4'], 'aligned': ^1}", "True or False")]
    [InlineData("{^1: 2}", "a key must be a string")]
    [InlineData("^x (100000,100000)f4", "128 MiB")]
    [InlineData("x ^99999999999i4", "a number from 0 to 2147483647")]
    [InlineData("chr^: S10, pos: i4", "a colon is not used here")]
    [InlineData("chr S10, pos ^: i4", "a colon is not used here")]
    [InlineData("chr^:S10", "a colon is not used here")]
    [InlineData("dtype((numpy.record, [('x', '<^q4')]))", "'q4' is not a numpy type")]
    [InlineData("dtype((numpy.record, [('x', '<i4')]^", "')' is expected")]
    [InlineData("(^numpy.recarray, [('x', '<i4')])", "'n' does not start")]
    [InlineData("[('^\\ud800', '<i4')]", "escape is not a character")]
    public void ABadDtypeIsReportedAtTheCharacter(string marked, string why)
    {
        string dtype = marked.Remove(marked.IndexOf('^'), 1);
        foreach ((string literal, Func<int, int> place) in Literals(dtype))
        {
            string source = $"using SchemaToolkit;\n[SharedRecord({literal})]\npublic partial struct Site;\n";
            Diagnostic diagnostic = Generated.From(source).Diagnostics.Single();
            Assert.Equal("STK0015", diagnostic.Id);
            Assert.Contains(why, diagnostic.GetMessage());
            int start = source.IndexOf(literal, StringComparison.Ordinal);
            Assert.Equal(start + place(marked.IndexOf('^')), diagnostic.Location.SourceSpan.Start);
        }
    }

    [Theory]
    [InlineData("chr S10, pos i4, pct f4", "S10:chr:0 int:pos:10 float:pct:14 | 18 packed")]
    [InlineData("S10,<i4,f4", "S10:f0:0 int:f1:10 float:f2:14 | 18 packed")]
    [InlineData("'S10,<i4,f4'", "S10:f0:0 int:f1:10 float:f2:14 | 18 packed")]
    [InlineData("  chr   S10 ,\n pos\ti4 ", "S10:chr:0 int:pos:10 | 14 packed")]
    [InlineData("[('chr', '|S10'), ('pos', '<i4')]", "S10:chr:0 int:pos:10 | 14 packed")]
    [InlineData("[(\"chr\", \"S10\"), ('pos', 'int32'),]", "S10:chr:0 int:pos:10 | 14 packed")]
    [InlineData("np.dtype([('a', 'i1'), ('b', '<i4')], align=True)", "sbyte:a:0 int:b:4 | 8 aligned")]
    [InlineData("dtype({'names': ['a', 'b'], 'formats': ['i1', '<i4'], 'offsets': [0, 4], 'itemsize': 8, 'aligned': True})", "sbyte:a:0 int:b:4 | 8 aligned")]
    [InlineData("{'names': ('a', 'b'), 'formats': ('i1', '<i4')}", "sbyte:a:0 int:b:1 | 5 packed")]
    [InlineData("[('a', '|i1'), ('', '|V3'), ('b', '<i4'), ('', '|V2')]", "sbyte:a:0 int:b:4 | 10 explicit")]
    [InlineData("[('', '|V3'), ('', '<i4')]", "int:f0:3 | 7 explicit")]
    [InlineData("b1,?,bool", "bool:f0:0 bool:f1:1 bool:f2:2 | 3 packed")]
    [InlineData("b,B,h,H,i,I,l,L,q,Q,e,f,d,F,D", "sbyte:f0:0 byte:f1:1 short:f2:2 ushort:f3:4 int:f4:6 uint:f5:10 long:f6:14 ulong:f7:22 long:f8:30 ulong:f9:38 Half:f10:46 float:f11:48 double:f12:52 Complex64:f13:60 Complex:f14:68 | 84 packed")]
    [InlineData("x >i4, y >M8[D], z timedelta64[us], w >i1", "BigEndian<int>:x:0 BigEndian<Datetime64>:y:4 Timedelta64:z:12 sbyte:w:20 | 21 packed")]
    [InlineData("x (2, 3)f4, y 3S5, z ()i4", "FloatArray2x3:x:0 S5Array3:y:24 int:z:39 | 43 packed")]
    [InlineData("[('x', ('<f4', (3,))), ('y', '<f4', 3), ('z', '(3,)f4')]", "FloatArray3:x:0 FloatArray3:y:12 FloatArray3:z:24 | 36 packed")]
    [InlineData("[('p', {'names': ['a', 'b'], 'formats': ['i1', 'f8'], 'offsets': [0, 8], 'itemsize': 16, 'aligned': True}), ('q', 'i1')]", "PRecord:p:0 sbyte:q:16 | 17 packed")]
    [InlineData("dtype((numpy.record, [('chr', 'S10'), ('pos', '<i4')]))", "S10:chr:0 int:pos:10 | 14 packed")]
    [InlineData("(numpy.record, [('chr', 'S10'), ('pos', '<i4')])", "S10:chr:0 int:pos:10 | 14 packed")]
    [InlineData("dtype((numpy.record, [('a', 'i1'), ('b', '<i4')]), align=True)", "sbyte:a:0 int:b:4 | 8 aligned")]
    [InlineData("dtype((numpy.record, {'names': ['a', 'b'], 'formats': ['<i4', '<i8'], 'offsets': [4, 8], 'itemsize': 32}))", "int:a:4 long:b:8 | 32 explicit")]
    [InlineData("dtype([('a', (numpy.record, [('x', '<i4')])), ('b', '<i4', (2,))])", "ARecord:a:0 IntArray2:b:4 | 12 packed")]
    [InlineData("[('a', (np.record, [('x', '<i4')]), (3,))]", "ARecordArray3:a:0 | 12 packed")]
    [InlineData("[('temp\\u00e9rature', '<f4')]", "float:température:0 | 4 packed")]
    public void EveryFormOfADtype(string dtype, string expected)
    {
        string escaped = dtype.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").Replace("\t", "\\t");
        Generated generated = Generated.From($"using SchemaToolkit;\n[SharedRecord(\"{escaped}\")]\npublic partial struct Site;\n").Clean();
        INamedTypeSymbol site = generated.Compilation.GetTypeByMetadataName("Site")!;
        string[] lines = generated.File.Split('\n');
        IEnumerable<string> fields = site.GetMembers().OfType<IFieldSymbol>().Where(static f => !f.IsStatic).Select(f =>
        {
            string column = lines.First(l => l.Contains($"new(\"") && l.Contains($", \"{f.Name}\", "));
            return $"{f.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat).Replace("Site.", "")}:{f.Name}:{column.Split(", ")[2]}";
        });
        AttributeData layout = site.GetAttributes().Single(static a => a.AttributeClass!.Name == "StructLayoutAttribute");
        string kind = (int)layout.ConstructorArguments[0].Value! == 2 ? "explicit" : layout.NamedArguments.Any(static a => a.Key == "Pack") ? "packed" : "aligned";
        Assert.Equal(expected, $"{string.Join(' ', fields)} | {layout.NamedArguments.Single(static a => a.Key == "Size").Value.Value} {kind}");
    }

    [Theory]
    [InlineData("pos-1 i4, pos_1 i4", "pos_1_ pos_1")]
    [InlineData("1st i4, class i4, Site i4, Method i4", "_1st class Site_ Method_")]
    [InlineData("[('a b', 'i4'), ('a.b', 'i4'), ('é!', 'i4'), ('', 'i4')]", "a_b a_b_ é_ f3")]
    public void NamesAreMended(string dtype, string members)
    {
        Generated generated = Generated.From($"using SchemaToolkit;\n[SharedRecord(\"{dtype}\")]\npublic partial struct Site {{ public static void Method() {{ }} }}\n").Compiles();
        Assert.Equal(members, string.Join(' ', generated.Compilation.GetTypeByMetadataName("Site")!.GetMembers().OfType<IFieldSymbol>().Where(static f => !f.IsStatic).Select(static f => f.Name)));
        Assert.All(generated.Diagnostics, static d => Assert.Equal(("STK0016", DiagnosticSeverity.Info), (d.Id, d.Severity)));
        Assert.NotEmpty(generated.Diagnostics);
    }

    [Fact]
    public void FieldsAreDeclaredOneWay()
    {
        Generated generated = Generated.From("using SchemaToolkit;\n[SharedRecord(\"pos i4\")]\npublic partial struct Site { public int Start; }\n");
        Assert.Equal(["STK0017 'Start'"], generated.Diagnostics.Select(Generated.At));
        Assert.Single(generated.Files);
    }

    [Fact]
    public void GeneratedMembersGiveWayToFields()
    {
        Generated generated = Generated.From("using SchemaToolkit;\n[SharedRecord(\"Schema i4, Parse i4, Equals i4, ToString i4, RecordColumns i4, S75 S75, Columns i4, p (2,)i4, IntArray2 i4\")]\npublic partial struct Site;\n");
        Assert.Equal(["STK0008", "STK0008", "STK0008", "STK0008"], generated.Diagnostics.Select(static d => d.Id));
        Assert.DoesNotContain(generated.CompilerDiagnostics, static d => d.Id != "CS0108");
    }

    [Fact]
    public void ADtypeIsFoundFromOtherRecords()
    {
        Generated generated = Generated.From("""
            using SchemaToolkit;
            [SharedRecord("x f8, y f8", Layout = RecordLayout.Aligned)] public partial struct Point;
            [SharedRecord] public partial struct Line { public S3 Name; public Point From, To; }
            [SharedRecord] public partial struct Broken { public int Id; public Bad Bad; }
            [SharedRecord("x q8")] public partial struct Bad;
            """);
        Assert.Contains("[global::System.Runtime.InteropServices.StructLayout(global::System.Runtime.InteropServices.LayoutKind.Sequential, Pack = 1, Size = 35)]", generated.Files["Line.g.cs"]);
        Assert.Equal(["STK0003 'Bad'", "STK0015 'q'"], generated.Diagnostics.Select(Generated.At).Order());
    }

    [Fact]
    public void AStringThatIsNoLiteralIsReportedWhole()
    {
        Generated generated = Generated.From("using SchemaToolkit;\n[SharedRecord(Site.Dtype + \", y q4\")]\npublic partial struct Site { public const string Dtype = \"x i4\"; }\n");
        Assert.Equal(["STK0015 'Site.Dtype + \", y q4\"'"], generated.Diagnostics.Select(Generated.At));
        Assert.Empty(Generated.From("using SchemaToolkit;\n[SharedRecord(Layout = RecordLayout.Packed, dtype: null)]\npublic partial struct Site { public int Pos; }\n").Diagnostics);
    }

    // The string in every kind of literal, and where in each a character of it stands.
    private static IEnumerable<(string Literal, Func<int, int> Place)> Literals(string dtype)
    {
        string regular = dtype.Replace("\\", "\\\\");
        yield return ($"\"{regular}\"", i => 1 + dtype[..i].Replace("\\", "\\\\").Length);
        yield return ($"@\"{dtype}\"", static i => 2 + i);
        if (dtype.Length > 0)
        {
            yield return ($"\"\"\"{dtype}\"\"\"", static i => 3 + i);
        }

        yield return ($"\"\"\"\n    {dtype}\n    \"\"\"", static i => 8 + i);
        yield return ($"\"\\u0020\\x20\\t{regular}\"", i => 13 + dtype[..i].Replace("\\", "\\\\").Length);
    }
}
