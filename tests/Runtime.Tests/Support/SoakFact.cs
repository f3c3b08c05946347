namespace SchemaToolkit.Tests.Support;

/// <summary>A test that takes minutes; skipped, saying so, unless <c>SCHEMATOOLKIT_SOAK</c> is 1.</summary>
internal sealed class SoakFactAttribute : FactAttribute
{
    public SoakFactAttribute() => Skip = Soak.IsOn ? null : "SCHEMATOOLKIT_SOAK is not 1";
}
