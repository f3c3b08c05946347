using System.Text.Json;
using System.Text.Json.Serialization;

namespace SchemaToolkit;

/// <summary>Writes each message as one line of JSON.</summary>
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

    /// <summary>A worker's message. It begins on a new line, whatever the program printed before.</summary>
    public static byte[] Line(WorkerMessage message)
        => [.. _newLine, .. JsonSerializer.SerializeToUtf8Bytes(message, Default.WorkerMessage), .. _newLine];
}
