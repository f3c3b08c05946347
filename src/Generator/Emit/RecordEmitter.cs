using System;
using System.Linq;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Emit;

/// <summary>A record's file: the table and the layout, then the parts in the order a reader wants them.</summary>
internal static class RecordEmitter
{
    public static string Emit(RecordModel record) => FileEmitter.Emit(
        record.Type,
        writer => EmitType(writer, record, $"partial {record.Type.Keyword}"),
        writer =>
        {
            foreach (RecordModel one in record.Records.Prepend(record).Where(static r => Has(r, RecordParts.Columns)))
            {
                ColumnsEmitter.EmitExtensions(writer, one);
            }
        });

    public static bool Has(RecordModel record, RecordParts part) => (record.Parts & part) != 0;

    /// <summary>The constructor's parameter list.</summary>
    public static string Parameters(RecordModel record) => string.Join(", ", record.Fields.Select(static f => $"{f.TypeName} {f.Parameter}"));

    private static void EmitType(SourceWriter writer, RecordModel record, string head)
    {
        writer.Write(LayoutTable.Of(record));
        if (record.NestedDtype is { } dtype)
        {
            // So that other assemblies see what it is.
            writer.Write($"/// <summary>A record within <see cref=\"{record.Type.Containers[record.Type.Containers.Count - 1].Name}\"/>.</summary>");
            writer.Write($"[global::SchemaToolkit.SharedRecord({Literals.Of(dtype)}{(record.IsAligned ? ", Layout = global::SchemaToolkit.RecordLayout.Aligned" : "")})]");
        }

        if (Has(record, RecordParts.Layout))
        {
            string kind = record.IsExplicit ? "Explicit" : "Sequential";
            writer.Write($"[global::System.Runtime.InteropServices.StructLayout(global::System.Runtime.InteropServices.LayoutKind.{kind}{(record.IsAligned ? "" : ", Pack = 1")}, Size = {record.Size})]");
        }

        using (writer.Open($"{head} {record.Type.Name}{(Has(record, RecordParts.Interface) ? $" : global::SchemaToolkit.ISharedRecord<{record.Type.Name}>" : "")}"))
        {
            if (record.EmitsFields)
            {
                FieldsEmitter.Emit(writer, record);
            }

            SchemaEmitter.Emit(writer, record);
            ConstructorEmitter.Emit(writer, record);
            TextEmitter.Emit(writer, record);
            if (Has(record, RecordParts.Interface))
            {
                VisitEmitter.Emit(writer, record);
            }

            EqualityEmitter.Emit(writer, record);
            if (Has(record, RecordParts.Columns))
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
