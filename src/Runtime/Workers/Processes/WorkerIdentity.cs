using System.Globalization;

namespace SchemaToolkit;

/// <summary>What the parent tells a worker process in an environment variable: the parent's process number and the set of
/// processes it sees, the descriptors the worker should not have inherited, or the pipes it should have, the token to answer with, and the
/// record.</summary>
internal sealed class WorkerIdentity
{
    public const string Variable = "SCHEMATOOLKIT_WORKER";

    private const string Self = "self";

    private WorkerIdentity(string token, string record, WorkerChannel channel, bool seesParent)
    {
        Token = token;
        Record = record;
        Channel = channel;
        SeesParent = seesParent;
    }

    /// <summary><see langword="null"/> in a process that is not a worker.</summary>
    public static WorkerIdentity? Current { get; } = Take();

    public string Token { get; }

    public string Record { get; }

    public WorkerChannel Channel { get; }

    /// <summary>Whether this process can open the parent's files by <c>/proc/PID/fd/N</c>.</summary>
    public bool SeesParent { get; }

    public static string Value(string token, string record, WorkerPipes? pipes)
    {
        string words = string.Join(',', pipes?.Words ?? InheritedDescriptors.List());
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessId},{WorkerNative.ProcessNamespace(Self)},{words} {token} {record}");
    }

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
            || first.Split(',') is not [var parent, var processes, .. var inherited]
            || !int.TryParse(parent, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return null; // It is not a value that a parent wrote.
        }

        if (!WorkerNative.HasInput())
        {
            // The parent was killed while this process was starting. This process must not go on as a normal program.
            WorkerNative.Exit(1);
        }

        (Stream, Stream)? pipes = WorkerPipes.Of(inherited);
        if (pipes is null)
        {
            InheritedDescriptors.Close(inherited);
        }

        // In another set of processes the parent's number may be that of another one.
        bool seesParent = processes.Length > 0 && WorkerNative.ProcessNamespace(Self) == processes && WorkerNative.ProcessNamespace(parent) == processes;
        return new WorkerIdentity(token, record, WorkerChannel.Take(pipes), seesParent);
    }
}
