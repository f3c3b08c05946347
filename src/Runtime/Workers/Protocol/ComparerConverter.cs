using System.Text.Json;
using System.Text.Json.Serialization;

namespace SchemaToolkit;

/// <summary>Converts the comparers that are the same in every process to and from their names.</summary>
internal sealed class ComparerConverter : JsonConverter<StringComparer>
{
    public static string? NameOf(StringComparer comparer)
        => ReferenceEquals(comparer, StringComparer.Ordinal) ? nameof(StringComparer.Ordinal)
            : ReferenceEquals(comparer, StringComparer.OrdinalIgnoreCase) ? nameof(StringComparer.OrdinalIgnoreCase)
            : null;

    public override StringComparer Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.GetString() == nameof(StringComparer.Ordinal) ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    public override void Write(Utf8JsonWriter writer, StringComparer value, JsonSerializerOptions options)
        => writer.WriteStringValue(NameOf(value) ?? throw new NotSupportedException("The comparer was not checked."));
}
