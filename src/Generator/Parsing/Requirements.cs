using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>What generated code needs of the compiler and the framework.</summary>
internal static class Requirements
{
    // The first version with extension members. A number, because this project's Roslyn has no name for it.
    private const LanguageVersion CSharp14 = (LanguageVersion)1400;

    private const int Framework = 10;

    /// <summary>What a compilation lacks, so that no generated code would compile; <see langword="null"/> if nothing.</summary>
    public static string? Missing(Compilation compilation)
    {
        if (compilation is CSharpCompilation { LanguageVersion: < LanguageVersion.CSharp13 and var version })
        {
            return $"C# 13 (and C# 14 for .Columns), and this project has C# {version.ToDisplayString()}; "
                + "set <LangVersion>latest</LangVersion>, or remove <LangVersion>";
        }

        // 0 where the compiler has no framework at all, which it reports itself.
        int framework = compilation.GetSpecialType(SpecialType.System_Object).ContainingAssembly?.Identity.Version.Major ?? 0;
        return framework is > 0 and < Framework
            ? ".NET 10, and this project targets an older framework; set <TargetFramework>net10.0</TargetFramework>"
            : null;
    }

    /// <summary>Whether the compiler knows extension members, which <c>.Columns</c> is.</summary>
    public static bool HasExtensions(Compilation compilation) => ((CSharpCompilation)compilation).LanguageVersion >= CSharp14;
}
