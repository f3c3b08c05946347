using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace SchemaToolkit.Package.Tests;

/// <summary>What is in the package.</summary>
[Collection(nameof(Consumers))]
public sealed class PackageTests(Consumers consumers)
{
    private readonly PackedPackage _package = consumers.Package;

    [Fact]
    public void HoldsRuntimeAnalyzerDocumentationAndReadme()
    {
        using ZipArchive archive = ZipFile.OpenRead(_package.File);
        string[] entries = [.. archive.Entries.Select(static e => e.FullName)];
        Assert.Contains("lib/net10.0/SchemaToolkit.dll", entries);
        Assert.Contains("lib/net10.0/SchemaToolkit.xml", entries);
        Assert.Contains("analyzers/dotnet/cs/SchemaToolkit.Generator.dll", entries);
        Assert.Contains("analyzers/dotnet/cs/SchemaToolkit.Generator.CodeFixes.dll", entries);
        Assert.Contains("README.md", entries);
        Assert.Contains("icon.png", entries);

        XDocument nuspec = XDocument.Load(archive.Entries.Single(static e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open());
        Assert.DoesNotContain(nuspec.Descendants(), static e => e.Name.LocalName == "dependency");
        Assert.Equal("MIT", nuspec.Descendants().Single(static e => e.Name.LocalName == "license").Value);
    }

    /// <summary>IL for all that compile it themselves, and code that starts sooner for the machines that it runs on.</summary>
    [Theory]
    [InlineData("lib/net10.0", Machine.I386, false)]
    [InlineData("runtimes/linux-x64/lib/net10.0", Machine.Amd64, true)]
    [InlineData("runtimes/linux-arm64/lib/net10.0", Machine.Arm64, true)]
    public void HoldsCodeForEachMachine(string folder, Machine machine, bool isCompiled)
    {
        const int linux = 0x7B79; // An image that is compiled ahead of time has its system in the number of its machine.
        using ZipArchive archive = ZipFile.OpenRead(_package.File);
        using var image = new MemoryStream();
        using (Stream entry = archive.GetEntry($"{folder}/SchemaToolkit.dll")!.Open())
        {
            entry.CopyTo(image);
        }

        image.Position = 0;
        using var reader = new PEReader(image);
        Assert.Equal(isCompiled, IsCompiled(reader));
        Assert.Equal(machine, isCompiled ? (Machine)((int)reader.PEHeaders.CoffHeader.Machine ^ linux) : reader.PEHeaders.CoffHeader.Machine);
    }

    /// <summary>So it is the same whatever folder it was built in.</summary>
    [Fact]
    public void HoldsNoPathOfTheMachineThatMadeIt()
    {
        using ZipArchive archive = ZipFile.OpenRead(_package.File);
        ZipArchiveEntry[] images = [.. archive.Entries.Where(static e => e.FullName.EndsWith(".dll", StringComparison.Ordinal))];
        Assert.Equal(5, images.Length);
        foreach (ZipArchiveEntry entry in images)
        {
            using var image = new MemoryStream();
            using (Stream content = entry.Open())
            {
                content.CopyTo(image);
            }

            Assert.Equal(-1, image.ToArray().AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(PackedPackage.Root)));
            Assert.Equal(-1, image.ToArray().AsSpan().IndexOf(System.Text.Encoding.Unicode.GetBytes(PackedPackage.Root)));
        }
    }

    internal static bool IsCompiled(PEReader image) => image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
}
