namespace SchemaToolkit.Stress.Tests;

/// <summary>How a process ended.</summary>
public sealed record ScenarioEnd(string Command, int ExitCode, string Output)
{
    // The numbers of signals, which a shell gives as exit codes above this.
    private const int Signals = 128;

    /// <summary>The exit code, or the signal by its name.</summary>
    public string Cause => (ExitCode - Signals) switch
    {
        6 => "SIGABRT",
        7 => "SIGBUS",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        _ => $"exit code {ExitCode}",
    };
}
