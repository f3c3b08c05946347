using System.Diagnostics;
using System.Reflection;

namespace SchemaToolkit.Tests.Arrow;

/// <summary>A test that compares with another implementation: a package of node, which <c>npm install</c> in this folder installs
/// (<c>./test.sh</c> does so where npm is).</summary>
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute(string package) => Skip = Node.Has(package) ? null : $"Needs node and its package {package}.";
}

internal static class Node
{
    private static readonly string _folder = typeof(Node).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static a => a.Key == "NodeFolder").Value!;

    /// <summary>Runs a script, and gives what it printed.</summary>
    public static string Run(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", ["-e", script, .. arguments]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException(errors.Result);
    }

    public static bool Has(string package)
    {
        try
        {
            return Run($"require('{package}')").Length == 0;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
