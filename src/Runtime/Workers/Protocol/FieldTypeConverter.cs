using System.Text.Json;
using System.Text.Json.Serialization;

namespace SchemaToolkit;

/// <summary>Leaves out a field's type, which cannot cross: <see cref="TextErrorMessage"/> has its name.</summary>
internal sealed class FieldTypeConverter : JsonConverter<FieldType>
{
    public override FieldType? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => null;

    public override void Write(Utf8JsonWriter writer, FieldType value, JsonSerializerOptions options) => writer.WriteNullValue();
}
