namespace SchemaToolkit.Tests.Support;

/// <summary>Whether tests take their time: <c>./test.sh --soak</c>.</summary>
internal static class Soak
{
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("SCHEMATOOLKIT_SOAK") == "1";
}
