using System.Text;

namespace SchemaToolkit.Generator.Tests.Support;

/// <summary>Random records, in C# and in numpy's words. The same seed gives the same records.</summary>
internal sealed class RandomRecords(int seed)
{
    private static readonly (string CSharp, string Numpy)[] _numbers =
        [("sbyte", "i1"), ("byte", "u1"), ("short", "<i2"), ("ushort", "<u2"), ("int", "<i4"), ("uint", "<u4"), ("long", "<i8"), ("ulong", "<u8"),
            ("Half", "<f2"), ("float", "<f4"), ("double", "<f8"), ("bool", "?"), ("Complex64", "<c8"), ("Complex", "<c16"), ("Timedelta64", "<m8[ns]")];

    private static readonly string[] _units = ["ns", "us", "ms", "s", "m", "h", "D", "W", "M", "Y", "ps", "fs", "as"];
    private static readonly string[] _names = ["Nanoseconds", "Microseconds", "Milliseconds", "Seconds", "Minutes", "Hours", "Days", "Weeks", "Months", "Years", "Picoseconds", "Femtoseconds", "Attoseconds"];

    private readonly Random _random = new(seed);
    private readonly StringBuilder _source = new("using System;\nusing System.Numerics;\nusing System.Runtime.CompilerServices;\nusing SchemaToolkit;\n");
    private int _types;

    /// <summary>All declarations so far.</summary>
    public string Source => _source.ToString();

    /// <summary>Declares a record.</summary>
    /// <param name="depth">How many records may lie within each other.</param>
    /// <returns>Its C# name, and the Python expression of its dtype.</returns>
    public (string CSharp, string Numpy) Next(int depth = 2)
    {
        bool aligned = _random.Next(2) == 0;
        string name = $"Record{_types++}";
        var members = new StringBuilder();
        var fields = new List<string>();
        int count = _random.Next(1, 7);
        for (int i = 0; i < count; i++)
        {
            (string csharp, string numpy, string attribute) = Type(depth);
            bool isNamed = _random.Next(3) == 0;
            string column = isNamed ? $"column '{i}' é\t" : $"field_{(char)('a' + i)}{i}";
            members.Append(attribute).Append(isNamed ? $"[Column(\"{column.Replace("\t", "\\t")}\")] " : "").Append($"public {csharp} Field{(char)('A' + i)}{i};\n");
            fields.Add($"(\"{column.Replace("\t", "\\t")}\", {numpy})");
        }

        _source.Append($"[SharedRecord{(aligned ? "(Layout = RecordLayout.Aligned)" : "")}] public partial struct {name} {{\n{members}}}\n");
        return (name, $"np.dtype([{string.Join(", ", fields)}], align={(aligned ? "True" : "False")})");
    }

    private (string CSharp, string Numpy, string Attribute) Type(int depth)
    {
        switch (_random.Next(depth > 0 ? 9 : 6))
        {
            case 0:
                int length = _random.Next(1, 64);
                return ($"S{length}", $"'S{length}'", "");
            case 1:
                int points = _random.Next(1, 9);
                string text = Declare("Text", $"[FixedText({points}, TextEncoding.Utf32)] public partial struct {{0}};");
                return (text, $"'<U{points}'", "");
            case 2:
                (string csharp, string numpy) = _numbers[_random.Next(8)];
                string name = Declare("Enum", $"public enum {{0}} : {csharp} {{{{ Low, High = 100 }}}}");
                return Maybe(name, numpy, numpy.StartsWith('<'));
            case 3:
                int unit = _random.Next(_units.Length);
                (csharp, numpy, _) = Maybe(_random.Next(2) == 0 ? "Datetime64" : "Timedelta64", "", true);
                return (csharp, $"'{(numpy == "''" ? "<" : ">")}{(csharp.Contains("Datetime") ? 'M' : 'm')}8[{_units[unit]}]'", $"[TimeUnit(TimeUnit.{_names[unit]})] ");
            case 4 or 5:
                (csharp, numpy) = _numbers[_random.Next(_numbers.Length)];
                return Maybe(csharp, numpy, numpy.StartsWith('<'));
            case 6:
                (csharp, numpy) = Next(depth - 1);
                return (csharp, numpy, "");
            default:
                (csharp, numpy, string attribute) = Type(depth - 1);
                int size = _random.Next(1, 4);
                string array = Declare("Array", $"[InlineArray({size})] public struct {{0}} {{{{ private {csharp} _first; }}}}");

                // An array of arrays has one shape.
                bool isArray = numpy.EndsWith(",))", StringComparison.Ordinal);
                return (array, isArray ? numpy.Insert(numpy.LastIndexOf('(') + 1, $"{size},") : $"({numpy}, ({size},))", attribute);
        }
    }

    private (string CSharp, string Numpy, string Attribute) Maybe(string csharp, string numpy, bool canBeBig)
        => canBeBig && _random.Next(3) == 0 ? ($"BigEndian<{csharp}>", $"'>{numpy.TrimStart('<')}'", "") : (csharp, $"'{numpy}'", "");

    private string Declare(string kind, string format)
    {
        string name = $"{kind}{_types++}";
        _source.AppendFormat(null, format, name).Append('\n');
        return name;
    }
}
