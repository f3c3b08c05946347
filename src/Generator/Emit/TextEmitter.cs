using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Emit;

/// <summary>A record as one row of a text table, and as text for people.</summary>
internal static class TextEmitter
{
    private const string ReadBytes = "global::System.ReadOnlySpan<byte>";
    private const string WriteBytes = "global::System.Span<byte>";
    private const string Options = "global::SchemaToolkit.TextOptions";
    private const string RecordText = "global::SchemaToolkit.RecordText";

    public static void Emit(SourceWriter writer, RecordModel record)
    {
        string self = record.Type.Name;
        if (record.Has(RecordParts.Parse))
        {
            Member(
                writer,
                """
                /// <summary>Reads a record from one row of a text table.</summary>
                /// <param name="row">The row, UTF-8, with or without its line end.</param>
                /// <param name="options">How the table is written.</param>
                /// <exception cref="global::SchemaToolkit.RecordTextException">The row is not a row of this record.</exception>
                """,
                $"public static {self} Parse({ReadBytes} row, {Options} options)"
                + $" => {RecordText}.ParseRow<{self}>(row, options);");
        }

        if (record.Has(RecordParts.TryParse))
        {
            Member(
                writer,
                """
                /// <summary>Reads a record from one row of a text table, if it is a row of this record.</summary>
                /// <param name="row">The row, UTF-8, with or without its line end.</param>
                /// <param name="options">How the table is written.</param>
                /// <param name="record">The record.</param>
                """,
                $"public static bool TryParse({ReadBytes} row, {Options} options, out {self} record)"
                + $" => {RecordText}.TryParseRow(row, options, out record);");
        }

        if (record.Has(RecordParts.TryFormat))
        {
            Member(
                writer,
                """
                /// <summary>Writes the record as one row of a text table, without a line end.</summary>
                /// <param name="row">Receives the row, in UTF-8.</param>
                /// <param name="bytesWritten">The number of bytes written; 0 when the row does not fit.</param>
                /// <param name="options">How to write the table.</param>
                """,
                $"public readonly bool TryFormat({WriteBytes} row, out int bytesWritten, {Options} options)"
                + $" => {RecordText}.TryFormatRow(in this, row, out bytesWritten, options);");
        }

        if (record.Has(RecordParts.Text))
        {
            Member(
                writer,
                "/// <summary>The fields with their names, for people.</summary>",
                "public override readonly string ToString() => global::SchemaToolkit.RecordBytes.ToString(in this);");
        }
    }

    private static void Member(SourceWriter writer, string docs, string member)
        => writer.Write(docs).Write(FileEmitter.Generated).Write(member).Line();
}
