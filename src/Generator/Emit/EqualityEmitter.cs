using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Emit;

/// <summary>Equality of bytes. .NET's own equality throws for a struct with inline arrays, and is slow for other structs.</summary>
internal static class EqualityEmitter
{
    private const string RecordBytes = "global::SchemaToolkit.RecordBytes";
    private const string SameBytes = "Whether both have the same bytes, padding ignored.";

    public static void Emit(SourceWriter writer, RecordModel record)
    {
        string self = record.Type.Name;
        string isReadOnly = record.Has(RecordParts.EqualsMutable) ? "" : " readonly";
        Member(writer, record, RecordParts.EqualsSelf, SameBytes + " So NaN equals itself, and −0 differs from 0.",
            $"public readonly bool Equals({self} other) => {RecordBytes}.Equals(in this, in other);");
        Member(writer, record, RecordParts.EqualsExplicit, SameBytes,
            $"readonly bool global::System.IEquatable<{self}>.Equals({self} other) => {RecordBytes}.Equals(in this, in other);");
        Member(writer, record, RecordParts.EqualsObject, null,
            $"public override{isReadOnly} bool Equals(object? obj) => obj is {self} other && Equals(other);");
        Member(writer, record, RecordParts.HashCode, null,
            $"public override readonly int GetHashCode() => {RecordBytes}.GetHashCode(in this);");
        Member(writer, record, RecordParts.Operators, SameBytes,
            $"public static bool operator ==({self} left, {self} right) => left.Equals(right);");
        Member(writer, record, RecordParts.Operators, "Whether the bytes differ, padding ignored.",
            $"public static bool operator !=({self} left, {self} right) => !left.Equals(right);");
    }

    private static void Member(SourceWriter writer, RecordModel record, RecordParts part, string? summary, string member)
    {
        if (record.Has(part))
        {
            writer.Write(summary is null ? "/// <inheritdoc/>" : $"/// <summary>{summary}</summary>");
            writer.Write(FileEmitter.Generated).Write(member).Line();
        }
    }
}
