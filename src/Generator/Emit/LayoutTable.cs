using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Emit;

/// <summary>The comment that opens a record's file: offset, size, dtype and name of every field.</summary>
internal static class LayoutTable
{
    /// <summary>The dtype as in numpy's comma strings: <c>&lt;f4</c>, <c>(2, 3)&lt;f4</c>.</summary>
    public static string DtypeOf(FieldTypeModel type)
        => type.Dimensions.Length == 0
            ? type.Dtype
            : $"({type.Dimensions}{(type.Dimensions.IndexOf(',') < 0 ? "," : "")}){type.Dtype}";

    public static string Of(RecordModel record)
    {
        List<string[]> rows = [["offset", "size", "dtype", "column", "field"], .. record.Fields.Select(Row)];
        int[] widths = [.. Enumerable.Range(0, 5).Select(i => rows.Max(r => r[i].Length))];
        IEnumerable<string> lines = rows.Select(r => ("// "
            + $"{r[0].PadLeft(widths[0])}  {r[1].PadLeft(widths[1])}  "
            + $"{r[2].PadRight(widths[2])}  {r[3].PadRight(widths[3])}  {r[4]}").TrimEnd());
        string layout = record.IsAligned ? $"aligned to {record.Alignment}"
            : record.IsExplicit ? "each field at a given offset"
            : "packed";
        return string.Join("\n", lines) + $"\n// {record.Size} bytes, {layout}";
    }

    private static string[] Row(FieldModel field)
        => [field.Offset.ToString(CultureInfo.InvariantCulture), field.Type.Size.ToString(CultureInfo.InvariantCulture), DtypeOf(field.Type), Literals.OneLine(field.Column), field.MemberName];
}
