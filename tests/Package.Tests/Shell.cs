using System.Diagnostics;

namespace SchemaToolkit.Package.Tests;

internal static class Shell
{
    /// <summary>Runs a command and gives what it printed, trimmed; throws with all of it when it fails.</summary>
    public static string Run(string directory, string command, params string[] arguments) => Run(directory, new Dictionary<string, string>(), command, arguments);

    /// <summary>The same with variables of the environment.</summary>
    public static string Run(string directory, IReadOnlyDictionary<string, string> variables, string command, params string[] arguments)
    {
        (int code, string output, string errors) = Try(directory, variables, command, arguments);
        return code == 0 ? output.Trim() : throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} failed:\n{output}\n{errors}");
    }

    /// <summary>The same, but how it ends is the caller's affair.</summary>
    public static (int Code, string Output, string Errors) Try(
        string directory, IReadOnlyDictionary<string, string> variables, string command, params string[] arguments)
    {
        using Process process = Start(directory, variables, command, arguments);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(10)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{command} {string.Join(' ', arguments)} hangs:\n{output.Result}\n{errors.Result}");
        }

        return (process.ExitCode, output.Result, errors.Result);
    }

    private static Process Start(string directory, IReadOnlyDictionary<string, string> variables, string command, string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The test host's own settings of MSBuild would reach the child.
        foreach (string name in start.Environment.Keys.Where(static k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
