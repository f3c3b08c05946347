namespace SchemaToolkit.Tests.Support;

/// <summary>A test that takes minutes; skipped, saying so, unless <c>SCHEMATOOLKIT_SOAK</c> is 1.</summary>
internal sealed class SoakFactAttribute : FactAttribute
{
    public SoakFactAttribute() => Skip = Environment.GetEnvironmentVariable("SCHEMATOOLKIT_SOAK") == "1" ? null : "SCHEMATOOLKIT_SOAK is not 1";
}
