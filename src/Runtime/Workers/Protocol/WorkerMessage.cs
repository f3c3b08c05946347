using System.Text.Json.Serialization;

namespace SchemaToolkit;

/// <summary>A line from a worker. The token comes first, to distinguish the line from anything else the program prints.</summary>
internal sealed record WorkerMessage
{
    private const string Mark = "schematoolkit";

    [JsonPropertyName(Mark)]
    [JsonPropertyOrder(-1)]
    public required string Token { get; init; }

    public HelloMessage? Hello { get; init; }

    /// <summary>Whether the worker called <see cref="RecordWorkers.Start{T}"/> as if it were the parent.</summary>
    public bool Lost { get; init; }

    /// <summary>The number of the job that the worker begins.</summary>
    public int? Taken { get; init; }

    public AnswerMessage? Answer { get; init; }

    /// <summary>The beginning of every line from the worker with this token.</summary>
    public static string Prefix(string token) => $"{{\"{Mark}\":\"{token}\"";
}
