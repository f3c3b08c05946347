using System.Linq;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Emit;

/// <summary>A record's file: the table and the layout, then the parts in the order in which people read them.</summary>
internal static class RecordEmitter
{
    private const string Interop = "global::System.Runtime.InteropServices";

    public static string Emit(RecordModel record) => FileEmitter.Emit(
        record.Type,
        writer => EmitType(writer, record, $"partial {record.Type.Keyword}"),
        writer =>
        {
            foreach (RecordModel one in record.Records.Prepend(record).Where(static r => r.Has(RecordParts.Columns)))
            {
                ColumnsEmitter.EmitExtensions(writer, one);
            }
        });

    private static void EmitType(SourceWriter writer, RecordModel record, string head)
    {
        writer.Write(LayoutTable.Of(record));
        if (record.NestedDtype is { } dtype)
        {
            // The attribute makes it a record for other assemblies too.
            string outer = record.Type.Containers[record.Type.Containers.Count - 1].Name;
            string aligned = record.IsAligned ? ", Layout = global::SchemaToolkit.RecordLayout.Aligned" : "";
            writer.Write($"/// <summary>A record nested in <see cref=\"{outer}\"/>.</summary>");
            writer.Write($"[global::SchemaToolkit.SharedRecord({Literals.Of(dtype)}{aligned})]");
        }

        if (record.Has(RecordParts.Layout))
        {
            string kind = record.IsExplicit ? "Explicit" : "Sequential";
            string pack = record.IsAligned ? "" : ", Pack = 1";
            writer.Write($"[{Interop}.StructLayout({Interop}.LayoutKind.{kind}{pack}, Size = {record.Size})]");
        }

        string contract = record.Has(RecordParts.Interface) ? $" : global::SchemaToolkit.ISharedRecord<{record.Type.Name}>" : "";
        using (writer.Open($"{head} {record.Type.Name}{contract}"))
        {
            if (record.EmitsFields)
            {
                FieldsEmitter.Emit(writer, record);
            }

            SchemaEmitter.Emit(writer, record);
            ConstructorEmitter.Emit(writer, record);
            TextEmitter.Emit(writer, record);
            if (record.Has(RecordParts.Interface))
            {
                VisitEmitter.Emit(writer, record);
            }

            EqualityEmitter.Emit(writer, record);
            if (record.Has(RecordParts.Columns))
            {
                ColumnsEmitter.EmitType(writer, record);
            }

            FieldsEmitter.EmitTypes(writer, record);
            foreach (RecordModel nested in record.Records)
            {
                writer.Line();
                EmitType(writer, nested, "public partial struct");
            }
        }
    }
}
