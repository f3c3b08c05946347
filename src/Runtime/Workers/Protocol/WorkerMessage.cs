using System.Text.Json.Serialization;

namespace SchemaToolkit;

/// <summary>A line of a worker. The token comes first, so that the line is told from anything else the program prints.</summary>
internal sealed record WorkerMessage
{
    private const string Mark = "schematoolkit";

    [JsonPropertyName(Mark)]
    [JsonPropertyOrder(-1)]
    public required string Token { get; init; }

    public HelloMessage? Hello { get; init; }

    /// <summary>The worker came to <see cref="RecordWorkers.Start{T}"/> as if it were the parent.</summary>
    public bool Lost { get; init; }

    /// <summary>The number of the job that the worker begins with.</summary>
    public int? Taken { get; init; }

    public AnswerMessage? Answer { get; init; }

    /// <summary>What a line of the worker with this token begins with.</summary>
    public static string Prefix(string token) => $"{{\"{Mark}\":\"{token}\"";
}
