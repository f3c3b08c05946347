using System;
using System.Linq;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Emit;

/// <summary>A record's file: the table and the layout, then the parts in the order a reader wants them.</summary>
internal static class RecordEmitter
{
    public static string Emit(RecordModel record) => FileEmitter.Emit(
        record.Type,
        writer =>
        {
            writer.Write(LayoutTable.Of(record));
            if (Has(record, RecordParts.Layout))
            {
                writer.Write($"[global::System.Runtime.InteropServices.StructLayout(global::System.Runtime.InteropServices.LayoutKind.Sequential{(record.IsAligned ? "" : ", Pack = 1")}, Size = {record.Size})]");
            }

            using (writer.Open($"partial {record.Type.Keyword} {record.Type.Name}{(Has(record, RecordParts.Interface) ? $" : global::SchemaToolkit.ISharedRecord<{record.Type.Name}>" : "")}"))
            {
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
            }
        },
        writer =>
        {
            if (Has(record, RecordParts.Columns))
            {
                ColumnsEmitter.EmitExtensions(writer, record);
            }
        });

    public static bool Has(RecordModel record, RecordParts part) => (record.Parts & part) != 0;

    /// <summary>The constructor's parameter list.</summary>
    public static string Parameters(RecordModel record) => string.Join(", ", record.Fields.Select(static f => $"{f.TypeName} {f.Parameter}"));
}
