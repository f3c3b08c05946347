using System.Globalization;

namespace SchemaToolkit;

/// <summary>How a process ended, in words.</summary>
internal static class ProcessExit
{
    /// <summary>128 plus the number of SIGKILL.</summary>
    public const int Killed = 137;

    private const int Signalled = 128;

    // By their numbers, from 1; Windows has none.
    private static readonly string[] _signals = OperatingSystem.IsWindows() ? [] : OperatingSystem.IsMacOS() ?
    [
        "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGEMT", "SIGFPE", "SIGKILL", "SIGBUS", "SIGSEGV", "SIGSYS",
        "SIGPIPE", "SIGALRM", "SIGTERM", "SIGURG", "SIGSTOP", "SIGTSTP", "SIGCONT", "SIGCHLD", "SIGTTIN", "SIGTTOU", "SIGIO",
        "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGINFO", "SIGUSR1", "SIGUSR2",
    ] :
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

    private static (string Text, bool IsExit)? Meaning(int code)
        => OperatingSystem.IsWindows() ? MeaningOnWindows(code) : (code, OperatingSystem.IsMacOS()) switch
        {
            (126, _) => ("the program may not be run", true),
            (127, _) => ("the program or a library of it was not found", true),
            (134, _) => ("an unhandled exception, or Environment.FailFast", false),
            (135, false) or (138, true) => ("mapped memory whose file was shortened", false),
            (Killed, _) => ("by the kernel when memory ran out, or by hand", false),
            (139, _) => ("an access to memory that it does not have", false),
            (150, _) => ("the program's version of .NET was not found", true),
            (152, _) => ("a limit of processor time", false),
            (153, _) => ("a limit of file size", false),
            _ => null,
        };

    private static (string Text, bool IsExit)? MeaningOnWindows(int code) => unchecked((uint)code) switch
    {
        0xffffffff or 1 => ("an error of the program, or killed by hand", true),
        0xe0434352 => ("an unhandled exception", true),
        0xc0000005 => ("an access to memory that it does not have", true),
        0xc0000135 => ("a library of the program was not found", true),
        0x80131623 => ("Environment.FailFast", true),
        _ => null,
    };
}
