using System.Diagnostics;
using System.Reflection;

namespace SchemaToolkit.Package.Tests;

/// <summary>The packages, packed once for all tests, and a folder for what is made of them.</summary>
public sealed class PackedPackage : IDisposable
{
    public PackedPackage()
    {
        // A number that no cache of packages has seen, above the one that SchemaToolkit.Arrow asks for.
        Version = $"0.1.0.{(long)(DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds % int.MaxValue:0}";
        foreach (string project in new[] { "Runtime", "Arrow" })
        {
            Shell.Run(Root, "dotnet", "pack", $"src/{project}", "-c", "Release", "--no-build", "-o", Feed, $"-p:PackageVersion={Version}", $"-p:RepositoryCommit={Commit}");
        }

        File = Path.Combine(Feed, $"SchemaToolkit.{Version}.nupkg");
    }

    public static string Root { get; } = typeof(PackedPackage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static a => a.Key == "RepositoryRoot").Value!;

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("schematoolkit-package-").FullName;

    public string Feed => Path.Combine(Directory, "feed");

    public string File { get; }

    public string Version { get; }

    /// <summary>The commit that the package was built from, which may not be the last one.</summary>
    public static string Commit { get; } = FileVersionInfo.GetVersionInfo(Path.Combine(Root, "src/Runtime/bin/Release/net10.0/SchemaToolkit.dll")).ProductVersion!.Split('+')[^1];

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
