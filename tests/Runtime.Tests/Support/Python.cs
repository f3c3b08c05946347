using System.Diagnostics;

namespace SchemaToolkit.Tests.Support;

/// <summary>Real Python with numpy and h5py: Debian's, unless <c>SCHEMATOOLKIT_PYTHON</c> names another.</summary>
internal static class Python
{
    public static string Path { get; } = Environment.GetEnvironmentVariable("SCHEMATOOLKIT_PYTHON") ?? "/usr/bin/python3";

    /// <summary>Runs a script (numpy is <c>np</c>, h5py is <c>h5py</c>; arguments from <c>sys.argv[1]</c> on) and gives
    /// what it printed, trimmed.</summary>
    public static string Run(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("import sys, os, h5py, numpy as np\n" + script);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"Python failed:\n{errors.Result}\n{script}");
    }
}
