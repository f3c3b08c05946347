namespace SchemaToolkit.Tests.Support;

/// <summary>The folder of real files with exact answers, where <c>SCHEMATOOLKIT_REALDATA</c> names one.</summary>
internal static class RealData
{
    public static string? Folder { get; } = Environment.GetEnvironmentVariable("SCHEMATOOLKIT_REALDATA");

    public static string File(string name) => Path.Combine(Folder!, name);
}

/// <summary>A test on real files; skipped, saying so, where there are none.</summary>
internal sealed class RealDataFactAttribute : FactAttribute
{
    public RealDataFactAttribute() => Skip = RealData.Folder is null ? "SCHEMATOOLKIT_REALDATA is not set" : null;
}

/// <summary>A theory on real files; skipped, saying so, where there are none.</summary>
internal sealed class RealDataTheoryAttribute : TheoryAttribute
{
    public RealDataTheoryAttribute() => Skip = RealData.Folder is null ? "SCHEMATOOLKIT_REALDATA is not set" : null;
}
