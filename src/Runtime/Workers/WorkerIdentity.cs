using System.Globalization;

namespace SchemaToolkit;

/// <summary>What a worker process was told by the one that started it, in an environment variable: whose worker it is,
/// what it should not have inherited, the word to answer with, and the record.</summary>
internal sealed class WorkerIdentity
{
    public const string Variable = "SCHEMATOOLKIT_WORKER";

    private WorkerIdentity(string token, string record, WorkerChannel channel)
    {
        Token = token;
        Record = record;
        Channel = channel;
    }

    /// <summary><see langword="null"/> in a process that is not a worker.</summary>
    public static WorkerIdentity? Current { get; } = Take();

    public string Token { get; }

    public string Record { get; }

    public WorkerChannel Channel { get; }

    public static string Value(string token, string record)
        => string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join(',', InheritedDescriptors.List().Prepend($"{Environment.ProcessId}"))} {token} {record}");

    /// <summary>Reads the variable and removes it, so that what this process starts is not a worker of its parent.</summary>
    private static WorkerIdentity? Take()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } value)
        {
            return null;
        }

        Environment.SetEnvironmentVariable(Variable, null);
        WorkerNative.UnsetEnvironment(Variable);
        if (value.Split(' ', 3) is not [var first, var token, var record]
            || first.Split(',') is not [var parent, .. var inherited]
            || !int.TryParse(parent, NumberStyles.None, CultureInfo.InvariantCulture, out int process))
        {
            return null; // No parent of a worker wrote this.
        }

        if (!WorkerNative.IsAlive(process))
        {
            // The parent was killed while this process was starting: it must not go on as a program of its own.
            WorkerNative.Exit(1);
        }

        InheritedDescriptors.Close(inherited);
        return new WorkerIdentity(token, record, WorkerChannel.Take());
    }
}
