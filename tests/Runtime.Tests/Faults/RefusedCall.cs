namespace SchemaToolkit.Tests.Faults;

/// <summary>System calls that the kernel refuses from now on.</summary>
internal static class RefusedCall
{
    /// <summary>Refuses a call to this thread and those it starts.</summary>
    /// <param name="call">The call's number.</param>
    /// <param name="error">The error it ends with.</param>
    /// <param name="argument">The argument that is looked at.</param>
    /// <param name="bits">Its bits that must all be set for the call to be refused; 0 for every call.</param>
    public static void ForThisThread(uint call, uint error, int argument = 0, uint bits = 0)
        => CallFilter.Install([new CallPattern(call, argument, bits)], CallFilter.Refuse | error);

    /// <summary>Refuses a call to this process and those it starts.</summary>
    /// <inheritdoc cref="ForThisThread"/>
    public static void ForThisProcess(uint call, uint error, int argument = 0, uint bits = 0)
        => CallFilter.Install([new CallPattern(call, argument, bits)], CallFilter.Refuse | error, CallFilter.ForAllThreads);

    /// <summary>Kills this process at a call, before the call does anything.</summary>
    /// <param name="call">The call's number.</param>
    /// <param name="argument">The argument that is looked at.</param>
    /// <param name="atLeast">The least it is; 0 for every call.</param>
    public static void KillsThisProcess(uint call, int argument, uint atLeast) => CallFilter.InstallKill(new CallPattern(call, argument), atLeast);
}
