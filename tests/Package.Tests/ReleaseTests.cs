using System.Collections.Immutable;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace SchemaToolkit.Package.Tests;

/// <summary>What a release rests on: the package is the same wherever it is made, leads to its sources, and breaks no program that was
/// compiled against the last one. In a copy of the repository, with a history of its own.</summary>
[Collection(nameof(Consumers))]
public sealed class ReleaseTests(Consumers consumers) : IDisposable
{
    private const string Url = "https://github.com/example/schematoolkit";

    // The assembly's source map in its symbols, and the text of a source that is in no repository.
    private static readonly Guid _sourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");
    private static readonly Guid _embeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    private readonly string _copy = Clone(consumers.Folder("../another place"));

    [Fact]
    public void ThePackageIsTheSameFromAnyFolder()
    {
        Git("reset", "-q", "--soft", PackedPackage.Commit);
        string there = Pack("-p:RunAnalyzers=false", $"-p:PackageVersion={consumers.Package.Version}");
        foreach (string extension in new[] { ".nupkg", ".snupkg" })
        {
            string here = Path.ChangeExtension(consumers.Package.File, extension);
            Assert.Empty(Entries(here).Except(Entries(Path.ChangeExtension(there, extension))));
            Assert.True(File.ReadAllBytes(here).AsSpan().SequenceEqual(File.ReadAllBytes(Path.ChangeExtension(there, extension))));
        }
    }

    [Fact]
    public void BeforeTheFirstReleaseThereIsNothingToCompareWith()
        => Assert.Equal("There is no release to compare with.", Shell.Run(_copy, "bash", "build/baseline.sh"));

    /// <summary>A change that would break programs is one that the comparison with the last release names.</summary>
    [SoakFact]
    public void WhatWouldBreakProgramsIsFound()
    {
        Git("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", "commit", "-q", "-a", "--allow-empty", "-m", "Released");
        Git("tag", "v0.0.1");
        Assert.EndsWith("The packages are compatible with v0.0.1.", Shell.Run(_copy, "bash", "build/baseline.sh"), StringComparison.Ordinal);

        // A build that fails in between leaves what the next one needs.
        string types = Path.Combine(_copy, "src/Runtime/Records/FixedTextTypes.cs");
        string text = File.ReadAllText(types);
        File.WriteAllText(types, text + "error");
        Assert.NotEqual(0, Shell.Try(_copy, new Dictionary<string, string>(), "dotnet", "build", "src/Runtime", "-c", "Release").Code);

        File.WriteAllText(types, Regex.Replace(text, @"\[FixedText\(63\)\]\s+public partial struct S63;", ""));
        string api = Path.Combine(_copy, "src/Runtime/PublicAPI.Unshipped.txt");
        File.WriteAllLines(api, [.. File.ReadLines(api).Where(static line => !line.Contains("S63", StringComparison.Ordinal))]);
        (int code, string output, _) = Shell.Try(_copy, new Dictionary<string, string>(), "bash", "build/baseline.sh");
        Assert.NotEqual(0, code);
        Assert.Contains("CP0001: Type 'SchemaToolkit.S63' exists on [Baseline]", output, StringComparison.Ordinal);
        Assert.DoesNotContain("S62", output, StringComparison.Ordinal);
    }

    /// <summary>With the address of a repository, a debugger finds the sources, and readers the pages.</summary>
    [SoakFact]
    public void WithAnAddressThePackageLeadsToItsSources()
    {
        string package = Pack("-p:RunAnalyzers=false", $"-p:RepositoryUrl={Url}");
        string commit = Git("rev-parse", "HEAD");
        using ZipArchive archive = ZipFile.OpenRead(package);
        XDocument nuspec = XDocument.Load(archive.GetEntry("SchemaToolkit.nuspec")!.Open());
        XElement repository = nuspec.Descendants().Single(static e => e.Name.LocalName == "repository");
        Assert.Equal((Url, commit), (repository.Attribute("url")!.Value, repository.Attribute("commit")!.Value));
        Assert.Equal(Url, nuspec.Descendants().Single(static e => e.Name.LocalName == "projectUrl").Value);
        Assert.All(PackageTests.Links(archive, "README.md"), static link => Assert.StartsWith(Url + "/blob/v", link, StringComparison.Ordinal));
        Assert.NotEqual(-1, Bytes(archive, "analyzers/dotnet/cs/SchemaToolkit.Generator.dll").AsSpan().IndexOf(Encoding.UTF8.GetBytes($"{Url}/blob/v")));

        using ZipArchive symbols = ZipFile.OpenRead(Path.ChangeExtension(package, ".snupkg"));
        using var provider = MetadataReaderProvider.FromPortablePdbImage([.. Bytes(symbols, "lib/net10.0/SchemaToolkit.pdb")]);
        MetadataReader pdb = provider.GetMetadataReader();
        Assert.Equal(
            $$$"""{"documents":{"/_/*":"https://raw.githubusercontent.com/example/schematoolkit/{{{commit}}}/*"}}""",
            Encoding.UTF8.GetString(Information(pdb, EntityHandle.ModuleDefinition, _sourceLink).Single()));
        int linked = 0;
        foreach (DocumentHandle handle in pdb.Documents)
        {
            string name = pdb.GetString(pdb.GetDocument(handle).Name);
            bool isEmbedded = Information(pdb, handle, _embeddedSource).Any();
            Assert.StartsWith("/_/", name, StringComparison.Ordinal);
            Assert.True(isEmbedded || Git("ls-files", name["/_/".Length..]).Length > 0, $"{name} is neither linked nor embedded");
            linked += isEmbedded ? 0 : 1;
        }

        Assert.InRange(linked, 100, int.MaxValue);
    }

    public void Dispose() => Directory.Delete(_copy, recursive: true);

    /// <summary>A clone of the repository, of which packages name the same commit, with what is not committed.</summary>
    private static string Clone(string folder)
    {
        Shell.Run(PackedPackage.Root, "git", "-c", "safe.directory=*", "clone", "-q", "--no-tags", PackedPackage.Root, folder);
        foreach (string file in Shell.Run(PackedPackage.Root, "git", "-c", "safe.directory=*", "ls-files", "-com", "--exclude-standard").Split('\n').Distinct())
        {
            string source = Path.Combine(PackedPackage.Root, file);
            string target = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Delete(target);
            if (File.Exists(source))
            {
                File.Copy(source, target);
            }
        }

        Shell.Run(folder, "git", "remote", "set-url", "origin", $"{Url}.git");
        return Path.GetFullPath(folder);
    }

    private static string[] Entries(string package)
    {
        using ZipArchive archive = ZipFile.OpenRead(package);
        return [.. archive.Entries.Select(static entry => $"{entry.FullName} {entry.LastWriteTime} {entry.Crc32:x8}")];
    }

    private static byte[] Bytes(ZipArchive archive, string entry)
    {
        using Stream stream = archive.GetEntry(entry)!.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static IEnumerable<byte[]> Information(MetadataReader pdb, EntityHandle of, Guid kind)
        => pdb.GetCustomDebugInformation(of).Select(pdb.GetCustomDebugInformation).Where(info => pdb.GetGuid(info.Kind) == kind).Select(info => pdb.GetBlobBytes(info.Value));

    private string Git(params string[] arguments) => Shell.Run(_copy, "git", arguments);

    private string Pack(params string[] options)
    {
        string output = Path.Combine(_copy, "packed");
        Shell.Run(_copy, "dotnet", ["pack", "src/Runtime", "-c", "Release", "-o", output, .. options]);
        return Directory.GetFiles(output, "*.nupkg").Single();
    }
}
