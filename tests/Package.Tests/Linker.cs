namespace SchemaToolkit.Package.Tests;

/// <summary>What native programs are linked with.</summary>
internal static class Linker
{
    public static bool IsThere { get; } = File.Exists("/usr/bin/clang") || File.Exists("/usr/bin/gcc");
}

/// <summary>A test that needs a linker for native programs.</summary>
public sealed class LinkerFactAttribute : FactAttribute
{
    public LinkerFactAttribute() => Skip = Linker.IsThere ? null : "Needs gcc or clang, and zlib1g-dev.";
}
