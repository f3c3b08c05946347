namespace SchemaToolkit.Package.Tests;

/// <summary>A theory that needs a linker for native programs.</summary>
public sealed class LinkerTheoryAttribute : TheoryAttribute
{
    public LinkerTheoryAttribute()
        => Skip = File.Exists("/usr/bin/clang") || File.Exists("/usr/bin/gcc") ? null : "Needs gcc or clang, and zlib1g-dev.";
}
