using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Emit;

/// <summary>Equality of bytes. The runtime's own throws for a struct with inline arrays, and is slow for any other.</summary>
internal static class EqualityEmitter
{
    public static void Emit(SourceWriter writer, RecordModel record)
    {
        string self = record.Type.Name;
        Member(writer, record, RecordParts.EqualsSelf, "Whether both have the same bytes, padding left out: NaN equals itself, and −0 differs from 0.",
            $"public readonly bool Equals({self} other) => global::SchemaToolkit.RecordBytes.Equals(in this, in other);");
        Member(writer, record, RecordParts.EqualsExplicit, "Whether both have the same bytes, padding left out.",
            $"readonly bool global::System.IEquatable<{self}>.Equals({self} other) => global::SchemaToolkit.RecordBytes.Equals(in this, in other);");
        Member(writer, record, RecordParts.EqualsObject, null,
            $"public override readonly bool Equals(object? obj) => obj is {self} other && Equals(other);");
        Member(writer, record, RecordParts.HashCode, null,
            "public override readonly int GetHashCode() => global::SchemaToolkit.RecordBytes.GetHashCode(in this);");
        Member(writer, record, RecordParts.Operators, "Whether both have the same bytes.",
            $"public static bool operator ==({self} left, {self} right) => left.Equals(right);");
        Member(writer, record, RecordParts.Operators, "Whether the bytes differ.",
            $"public static bool operator !=({self} left, {self} right) => !left.Equals(right);");
    }

    private static void Member(SourceWriter writer, RecordModel record, RecordParts part, string? summary, string member)
    {
        if (RecordEmitter.Has(record, part))
        {
            writer.Write(summary is null ? "/// <inheritdoc/>" : $"/// <summary>{summary}</summary>");
            writer.Write(FileEmitter.Generated).Write(member).Line();
        }
    }
}
