using System.Linq;
using System.Reflection;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>The pages that explain diagnostics. Whoever builds a release names the repository that they are in.</summary>
internal static class HelpLinks
{
    private static readonly string _folder = Folder();

    public static string Of(string id) => $"{_folder}docs/diagnostics/{id}.md";

    private static string Folder()
    {
        string? repository = typeof(HelpLinks).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(static a => a.Key == "DocumentationUrl")?.Value;
        return string.IsNullOrEmpty(repository) ? "" : repository!.TrimEnd('/') + "/";
    }
}
