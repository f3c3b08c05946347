using System.Globalization;

namespace SchemaToolkit;

/// <summary>What the parent tells a worker process in an environment variable: the parent's process number, the descriptors
/// the worker should not have inherited, the token to answer with, and the record.</summary>
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

    /// <summary>Reads the variable and removes it, so that programs this process starts do not become workers.</summary>
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
            return null; // It is not a value that a parent wrote.
        }

        if (!WorkerNative.IsAlive(process))
        {
            // The parent was killed while this process was starting. This process must not go on as a normal program.
            WorkerNative.Exit(1);
        }

        InheritedDescriptors.Close(inherited);
        return new WorkerIdentity(token, record, WorkerChannel.Take());
    }
}
