using System.Text.Encodings.Web;
using System.Text.Json;

namespace SchemaToolkit;

/// <summary>
/// What the sides of a stream say to each other: a JSON object a line. The writer says what the records are, each chunk, and the
/// end or what failed; the reader says which chunk it is done with, and that it has seen the end.
/// </summary>
/// <param name="Descr">The dtype of the stream's records, as numpy prints it.</param>
/// <param name="Chunk">The number of a chunk.</param>
/// <param name="Rows">Its records.</param>
/// <param name="Path">Its reference.</param>
/// <param name="Done">The number of a chunk that the reader has disposed.</param>
/// <param name="IsEnd">The stream is complete.</param>
/// <param name="Error">Why the stream is not complete.</param>
internal sealed record StreamMessage(
    string? Descr = null,
    long? Chunk = null,
    long Rows = 0,
    string? Path = null,
    long? Done = null,
    bool IsEnd = false,
    string? Error = null)
{
    private const string DescrName = "descr";
    private const string ChunkName = "chunk";
    private const string RowsName = "rows";
    private const string PathName = "path";
    private const string DoneName = "done";
    private const string EndName = "end";
    private const string ErrorName = "error";

    /// <summary>The line, with its end.</summary>
    public byte[] ToLine()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (Descr is not null)
            {
                json.WriteString(DescrName, Descr);
            }

            if (Chunk is { } chunk)
            {
                json.WriteNumber(ChunkName, chunk);
                json.WriteNumber(RowsName, Rows);
                json.WriteString(PathName, Path);
            }

            if (Done is { } done)
            {
                json.WriteNumber(DoneName, done);
            }

            if (IsEnd)
            {
                json.WriteBoolean(EndName, true);
            }

            if (Error is not null)
            {
                json.WriteString(ErrorName, Error);
            }

            json.WriteEndObject();
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    /// <summary>Reads a line. Members that this version does not know are left out.</summary>
    /// <exception cref="JsonException">It is not a message.</exception>
    public static StreamMessage Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            JsonElement root = json.RootElement;
            return new StreamMessage(
                Get(root, DescrName)?.GetString(),
                Get(root, ChunkName)?.GetInt64(),
                Get(root, RowsName)?.GetInt64() ?? 0,
                Get(root, PathName)?.GetString(),
                Get(root, DoneName)?.GetInt64(),
                Get(root, EndName)?.GetBoolean() ?? false,
                Get(root, ErrorName)?.GetString());
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new JsonException(e.Message, e);
        }
    }

    private static JsonElement? Get(JsonElement root, string name) => root.TryGetProperty(name, out JsonElement value) ? value : null;
}
