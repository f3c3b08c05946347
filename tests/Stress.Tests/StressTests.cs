using Xunit.Abstractions;

namespace SchemaToolkit.Stress.Tests;

/// <summary>The scenarios of <c>tests/StressProgram</c>: a minute in all, a quarter of an hour with <c>SCHEMATOOLKIT_SOAK=1</c>.</summary>
public class StressTests(ScenarioRuns runs, ITestOutputHelper output) : IClassFixture<ScenarioRuns>
{
    public static TheoryData<string> Scenarios => [.. ScenarioRuns.Scenarios];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task EndsWithoutAFault(string scenario)
    {
        ScenarioEnd end = await runs[scenario];
        Assert.True(end.ExitCode == 0, $"{end.Command} ended with {end.Cause}: {end.Output}");
        output.WriteLine(end.Output);
    }
}
