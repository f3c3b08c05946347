using System.Diagnostics;

namespace SchemaToolkit.Tests.Arrow;

/// <summary>A test that needs node and its package apache-arrow, an implementation of its own (<c>npm install apache-arrow</c>, and
/// NODE_PATH for where).</summary>
public sealed class ArrowJsFactAttribute : FactAttribute
{
    private static readonly bool _isThere = IsThere();

    public ArrowJsFactAttribute() => Skip = _isThere ? null : "Needs node and its package apache-arrow.";

    /// <summary>Runs a script, and gives what it printed.</summary>
    public static string Node(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", ["-e", script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException(errors.Result);
    }

    private static bool IsThere()
    {
        try
        {
            return Node("require('apache-arrow')").Length == 0;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
