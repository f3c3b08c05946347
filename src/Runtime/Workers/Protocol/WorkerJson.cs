using System.Text.Json;
using System.Text.Json.Serialization;

namespace SchemaToolkit;

/// <summary>One line of JSON a message.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(ComparerConverter), typeof(FieldTypeConverter)])]
[JsonSerializable(typeof(ParentMessage))]
[JsonSerializable(typeof(WorkerMessage))]
internal sealed partial class WorkerJson : JsonSerializerContext
{
    private static readonly byte[] _newLine = "\n"u8.ToArray();

    public static byte[] Line(ParentMessage message)
        => [.. JsonSerializer.SerializeToUtf8Bytes(message, Default.ParentMessage), .. _newLine];

    /// <summary>Begins on a new line, whatever the program printed before.</summary>
    public static byte[] Line(WorkerMessage message)
        => [.. _newLine, .. JsonSerializer.SerializeToUtf8Bytes(message, Default.WorkerMessage), .. _newLine];
}
