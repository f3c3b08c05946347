using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Emit;

/// <summary>A record as one row of a text table, and as text for people.</summary>
internal static class TextEmitter
{
    private const string Bytes = "global::System.ReadOnlySpan<byte>";
    private const string Options = "global::SchemaToolkit.TextOptions";
    private const string RecordText = "global::SchemaToolkit.RecordText";

    public static void Emit(SourceWriter writer, RecordModel record)
    {
        string self = record.Type.Name;
        if (RecordEmitter.Has(record, RecordParts.Parse))
        {
            Member(writer, $$"""
                /// <summary>The record of one row of a text table.</summary>
                /// <param name="row">The row, UTF-8, with or without its line end.</param>
                /// <param name="options">How the table is written.</param>
                /// <exception cref="global::SchemaToolkit.RecordTextException">The row is not one of this record.</exception>
                """, $"public static {self} Parse({Bytes} row, {Options} options) => {RecordText}.ParseRow<{self}>(row, options);");
        }

        if (RecordEmitter.Has(record, RecordParts.TryParse))
        {
            Member(writer, $$"""
                /// <summary>The record of one row of a text table, if it is one.</summary>
                /// <param name="row">The row, UTF-8, with or without its line end.</param>
                /// <param name="options">How the table is written.</param>
                /// <param name="record">The record.</param>
                """, $"public static bool TryParse({Bytes} row, {Options} options, out {self} record) => {RecordText}.TryParseRow(row, options, out record);");
        }

        if (RecordEmitter.Has(record, RecordParts.TryFormat))
        {
            Member(writer, $$"""
                /// <summary>Writes the record as one row of a text table, without a line end.</summary>
                /// <param name="row">Where to, UTF-8.</param>
                /// <param name="bytesWritten">The bytes written; 0 when they do not fit.</param>
                /// <param name="options">How the table is written.</param>
                """, $"public readonly bool TryFormat(global::System.Span<byte> row, out int bytesWritten, {Options} options) => {RecordText}.TryFormatRow(in this, row, out bytesWritten, options);");
        }

        if (RecordEmitter.Has(record, RecordParts.Text))
        {
            Member(writer, "/// <summary>The fields with their names, for people.</summary>", "public override readonly string ToString() => global::SchemaToolkit.RecordBytes.ToString(in this);");
        }
    }

    private static void Member(SourceWriter writer, string docs, string member)
        => writer.Write(docs).Write(FileEmitter.Generated).Write(member).Line();
}
