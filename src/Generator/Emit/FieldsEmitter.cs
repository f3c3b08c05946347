using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Emit;

/// <summary>The fields of a record that a dtype string declares, and the types that these fields need.</summary>
internal static class FieldsEmitter
{
    public static void Emit(SourceWriter writer, RecordModel record)
    {
        foreach (FieldModel field in record.Fields)
        {
            string offset = record.IsExplicit ? $"[global::System.Runtime.InteropServices.FieldOffset({field.Offset})] " : "";
            writer.Write(ColumnsEmitter.Summary(field));
            string isReadOnly = field.IsReadOnly ? "readonly " : "";
            writer.Write($"{offset}public {isReadOnly}{field.TypeName} {field.Member};").Line();
        }
    }

    public static void EmitTypes(SourceWriter writer, RecordModel record)
    {
        foreach (FixedTextModel text in record.Texts)
        {
            string encoding = text.IsUtf32 ? ", global::SchemaToolkit.TextEncoding.Utf32" : "";
            writer.Line();
            writer.Write($"/// <summary>Text of at most {text.Length} {(text.IsUtf32 ? "code points" : "bytes")}.</summary>");
            writer.Write($"[global::SchemaToolkit.FixedText({text.Length}{encoding})]");
            FixedTextEmitter.EmitType(writer, text, "public partial struct", text.Type.Name);
        }

        foreach (ArrayModel array in record.Arrays)
        {
            writer.Line();
            writer.Write($"/// <summary>{array.Length} elements; the innermost are {Literals.Xml(array.Dtype)}.</summary>");
            writer.Write(FileEmitter.Generated);
            writer.Write($"[global::System.Runtime.CompilerServices.InlineArray({array.Length})]");
            using (writer.Open($"public struct {array.Name}"))
            {
                writer.Write($"private {array.Element} _first;");
            }
        }
    }
}
