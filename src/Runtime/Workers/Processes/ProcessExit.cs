using System.Globalization;

namespace SchemaToolkit;

/// <summary>How a process ended, in words.</summary>
internal static class ProcessExit
{
    /// <summary>128 plus the number of SIGKILL.</summary>
    public const int Killed = 137;

    private const int Signalled = 128;

    // By their numbers on Linux, from 1.
    private static readonly string[] _signals =
    [
        "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2",
        "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG",
        "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ];

    /// <summary>The name of the signal that ended a process; <see langword="null"/> if none did.</summary>
    /// <param name="code">Its exit code, or 128 plus the number of the signal.</param>
    public static string? Signal(int code)
        => code > Signalled && code <= Signalled + _signals.Length && Meaning(code) is not { IsExit: true }
            ? _signals[code - Signalled - 1]
            : null;

    /// <summary>What became of the process, as the end of a sentence.</summary>
    /// <inheritdoc cref="Signal"/>
    public static string Describe(int code)
    {
        string text = Signal(code) is { } signal
            ? string.Create(CultureInfo.InvariantCulture, $"was killed by signal {code - Signalled}, {signal}")
            : string.Create(CultureInfo.InvariantCulture, $"ended with exit code {code}");
        return Meaning(code) is { Text: var meaning } ? $"{text} ({meaning})" : text;
    }

    private static (string Text, bool IsExit)? Meaning(int code) => code switch
    {
        126 => ("the program may not be run", true),
        127 => ("the program or a library of it was not found", true),
        134 => ("an unhandled exception, or Environment.FailFast", false),
        135 => ("mapped memory whose file was shortened", false),
        Killed => ("by the kernel when memory ran out, or by hand", false),
        139 => ("an access to memory that it does not have", false),
        150 => ("the program's version of .NET was not found", true),
        152 => ("a limit of processor time", false),
        153 => ("a limit of file size", false),
        _ => null,
    };
}
