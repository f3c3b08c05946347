using System.Text.Json;
using System.Text.Json.Serialization;

namespace SchemaToolkit;

/// <summary>A field's type does not cross: <see cref="TextErrorMessage"/> has its name.</summary>
internal sealed class FieldTypeConverter : JsonConverter<FieldType>
{
    public override FieldType? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => null;

    public override void Write(Utf8JsonWriter writer, FieldType value, JsonSerializerOptions options) => writer.WriteNullValue();
}
