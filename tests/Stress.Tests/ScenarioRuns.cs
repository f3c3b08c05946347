using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace SchemaToolkit.Stress.Tests;

/// <summary>All scenarios, each in a process of its own, as many at once as there are processors.</summary>
public sealed class ScenarioRuns : IDisposable
{
    // Beside the time of a scenario: how long it may take to find that it hangs.
    private const int Patience = 300;

    private static readonly bool _isSoak = Environment.GetEnvironmentVariable("SCHEMATOOLKIT_SOAK") == "1";
    private static readonly string _program = typeof(ScenarioRuns).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static a => a.Key == "StressProgram").Value!;

    private readonly TempDirectory _directory = new();
    private readonly SemaphoreSlim _room = new(Environment.ProcessorCount);
    private readonly CancellationTokenSource _isOver = new();
    private readonly Dictionary<string, Task<ScenarioEnd>> _runs;

    public ScenarioRuns()
    {
        int all = _isSoak ? 900 : 60;
        int seconds = all * Math.Min(Environment.ProcessorCount, Scenarios.Count) / Scenarios.Count;
        _runs = Scenarios.ToDictionary(static scenario => scenario, scenario => RunAsync(scenario, seconds));
    }

    public static IReadOnlyList<string> Scenarios { get; } = ["pool", "shapes", "owners", "disposals", "children", "silence"];

    public Task<ScenarioEnd> this[string scenario] => _runs[scenario];

    public void Dispose()
    {
        // Only a run of some of the tests leaves processes.
        _isOver.Cancel();
        Task.WhenAll(_runs.Values).ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
        _isOver.Dispose();
        _room.Dispose();
        _directory.Dispose();
    }

    private async Task<ScenarioEnd> RunAsync(string scenario, int seconds)
    {
        await _room.WaitAsync(_isOver.Token);
        string[] arguments = [scenario, Random.Shared.Next(1_000_000).ToString(CultureInfo.InvariantCulture), seconds.ToString(CultureInfo.InvariantCulture)];
        using Process process = Start(arguments);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync(_isOver.Token).WaitAsync(TimeSpan.FromSeconds(seconds + Patience));
            return new ScenarioEnd($"{_program} {string.Join(' ', arguments)}", process.ExitCode, (await errors + await output).Trim());
        }
        finally
        {
            process.Kill();
            _room.Release();
        }
    }

    // What a process that crashes leaves behind goes with the directory.
    private Process Start(string[] arguments)
        => Process.Start(new ProcessStartInfo(_program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["TMPDIR"] = _directory.Path } })!;
}
