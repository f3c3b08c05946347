namespace SchemaToolkit.Samples.Tests;

public class NumpyInteropTests
{
    [Fact]
    public void BothSidesSeeWhatTheOtherWrites()
    {
        SampleResult result = SampleProgram.RunNumpyInterop();
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal(
            """
            a segment: Python sees 1000 rows, sum 499500
            an array: python wrote 1000, c# 500
            a file: C# sees 100 rows, sum 4950
            a stream: Python sees 4 chunks, 1000 rows, sum 499500

            """,
            result.Output);
    }
}
