using System.Diagnostics;
using System.Reflection;

namespace SchemaToolkit;

/// <summary>How to start the program as a worker: as an executable, or as <c>dotnet app.dll</c>.</summary>
internal sealed record WorkerProgram(string Executable, string? Assembly)
{
    private const string Extension = ".dll";

    /// <summary>The program that is running, or the one named.</summary>
    public static WorkerProgram Find(string? program)
    {
        string running = Environment.ProcessPath ?? throw new PlatformNotSupportedException(
            "The path of the running program is unknown. Set WorkerOptions.Program.");
        bool isHost = Path.GetFileNameWithoutExtension(running).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        if (program is null)
        {
            // In a single-file program the entry assembly has no path, but then the program is not run by a dotnet host.
            return isHost
                ? new WorkerProgram(
                    running,
                    Path.Combine(AppContext.BaseDirectory, System.Reflection.Assembly.GetEntryAssembly()?.GetName().Name + Extension))
                : new WorkerProgram(running, null);
        }

        string path = Path.GetFullPath(program);
        path += OperatingSystem.IsWindows() && !File.Exists(path) ? ".exe" : "";
        if (!File.Exists(path))
        {
            throw new ArgumentException($"WorkerOptions.Program is '{program}', but there is no such file.");
        }

        return !path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) ? new WorkerProgram(path, null)
            : new WorkerProgram(isHost ? running : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", path);
    }

    public ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(Executable)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        if (Assembly is not null)
        {
            start.ArgumentList.Add(Assembly);
        }

        return start;
    }

    public override string ToString() => Assembly is null ? Executable : $"{Executable} {Assembly}";
}
