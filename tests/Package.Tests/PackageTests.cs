using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace SchemaToolkit.Package.Tests;

/// <summary>The package as its users get it: packed, restored from a local folder with no other source, compiled with
/// warnings as errors, and run.</summary>
public sealed partial class PackageTests : IClassFixture<PackedPackage>
{
    private readonly PackedPackage _package;

    public PackageTests(PackedPackage package) => _package = package;

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

    [Fact]
    public void AFreshProjectRestoresItFromAFolderAndRuns()
    {
        string output = Run("consumer", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Consumer", "Program.cs")));

        string[] lines = output.Split('\n');
        Assert.Equal("[('name', '|S75'), ('number', '<i4'), ('height', '<f8'), ('active', '|b1')] 1000 499500 True", lines[^1]);

        using var used = new PEReader(File.OpenRead(lines[^2]));
        Assert.Equal(RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64, IsCompiled(used));
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

    [Fact]
    public void WithEveryAnalysisItCompilesWithoutAWarning()
    {
        // What the analysis says of the user's own lines is the user's affair: declared fields are visible, names are short.
        string project = Project("strict", """
            using SchemaToolkit;

            [assembly: CLSCompliant(false)]
            [assembly: System.Runtime.InteropServices.ComVisible(false)]

            Row[] rows = [new("a", 1, default), new("b", 2, default)];
            Console.WriteLine($"{rows.Columns.Number.Sum()} {ByDtype.Schema.Size}");

            [SharedRecord]
            internal partial struct Row
            {
                public S4 Name;
                public int Number;
                public Title Title;
            }

            [FixedText(75)] internal partial struct Title;

            [SharedRecord("a i4, b (2,)f4, c S75, d U3")] internal partial struct ByDtype;
            """, "<clear />");
        Assert.Equal("3 99", Shell.Run(project, "dotnet", "run", "-c", "Release", "-p:AnalysisMode=All", "-p:NoWarn=CA1051%3BCA1303%3BCA1852%3BCA1050%3BCA1812%3BCA1305%3BCA1707"));
    }

    [Fact]
    public void AProgramOfOneFileRuns()
    {
        string folder = Project("file", "", "<clear />");
        File.Delete(Path.Combine(folder, "file.csproj"));
        File.Delete(Path.Combine(folder, "Program.cs"));
        File.WriteAllText(Path.Combine(folder, "app.cs"), $$"""
            #:package SchemaToolkit@{{_package.Version}}
            #:property RestorePackagesPath=packages
            #:property PublishAot=false
            using SchemaToolkit;

            Row[] rows = [new("a", 1), new("b", 2)];
            Console.WriteLine(rows.Columns.Number.Sum());

            [SharedRecord] public partial struct Row { public S4 Name; public int Number; }
            """);
        Assert.Equal("3", Shell.Run(folder, "dotnet", "run", "app.cs"));
    }

    [Fact]
    public void TheReadmeRuns()
    {
        string[] code = [.. Regex.Matches(File.ReadAllText(Path.Combine(PackedPackage.Root, "README.md")), "```csharp\n(.*?)```", RegexOptions.Singleline).Select(static m => m.Groups[1].Value)];
        Assert.Equal(5, code.Length);
        string[] tables = ["sample1", "huge.tsv"];
        Directory.CreateDirectory(Folder("readme"));
        foreach (string table in tables)
        {
            File.WriteAllText(Path.Combine(Folder("readme"), table), "chr1\t10468\t75\t3\t1\nchr1\t10470\t50\t2\t2\n");
        }

        using (var gzip = new GZipStream(File.Create(Path.Combine(Folder("readme"), "sample.cov.gz")), CompressionLevel.Fastest))
        {
            // As Bismark writes it: chromosome, start, end, percentage, methylated, unmethylated.
            gzip.Write("chr1\t10468\t10468\t75\t3\t1\n"u8);
        }

        string output = Run("readme", $$"""
            using SchemaToolkit;
            string[] files = ["{{string.Join("\", \"", tables)}}"];
            CancellationToken cancellationToken = CancellationToken.None;
            {
            {{code[1]}}
            }
            {
            {{code[2]}}
            {
            {{code[3].Replace("sample.tsv", "huge.tsv", StringComparison.Ordinal)}}
            Console.WriteLine(sum);
            }
            Console.WriteLine($"{sites.Length} {big.Count} {methylated} {all.Length} {CpgSiteByDtype.Schema.Equals(CpgSite.Schema)}");
            }
            return 0;
            {{code[0].Replace("using SchemaToolkit;", "", StringComparison.Ordinal)}}
            {{code[4]}}
            """);

        Assert.Equal(["5", "1 2 3 2 True"], output.Split('\n')[^2..]);
    }

    /// <summary>The whole job, in which the program starts itself as its workers, by each way of shipping a program that
    /// leaves code out; the compiler's warnings about that are errors.</summary>
    [LinkerTheory]
    [InlineData("native", "-p:PublishAot=true")]
    [InlineData("trimmed", "-p:PublishTrimmed=true", "-p:PublishSingleFile=true", "--self-contained")]
    [InlineData("single", "-p:PublishSingleFile=true", "--no-self-contained")]
    public void PublishedItDoesTheWholeJob(string name, params string[] options)
    {
        string project = Project(name, """
            using SchemaToolkit;

            if (RecordWorkers.IsWorker) return await RecordWorkers.RunWorkerAsync<Row>();

            File.WriteAllText("a.tsv", string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"a\t{i}\n")));
            File.WriteAllText("bad.tsv", "a\tb\n");
            using (RecordHdf5 file = RecordHdf5.Create("out.h5"))
            {
                await using RecordWorkers<Row> workers = RecordWorkers.Start<Row>(new WorkerOptions { Processes = 2, Text = TextOptions.Tsv });
                try
                {
                    await foreach (LoadedRecords<Row> loaded in workers.LoadAsync(["a.tsv", "bad.tsv"]))
                        using (loaded)
                            file.Write(loaded.Name, loaded.Records);
                }
                catch (WorkerJobsException error)
                {
                    Console.WriteLine(error.Failures[0].InnerException!.GetType().Name);
                }

                file.Complete();
            }

            using RecordHdf5 written = RecordHdf5.OpenRead("out.h5");
            using Hdf5Dataset<Row> dataset = written.OpenDataset<Row>("a.tsv");
            Console.WriteLine($"{dataset.ReadAll().Columns.Number.Sum()}");
            return 0;

            [SharedRecord]
            public partial struct Row
            {
                public S4 Name;
                public int Number;
            }
            """, "");

        Shell.Run(project, "dotnet", ["publish", "-c", "Release", "--use-current-runtime", "-o", "published", .. options]);
        Assert.Equal("RecordTextException\n199990000", Shell.Run(project, Path.Combine(project, "published", name)));
    }

    private static bool IsCompiled(PEReader image) => image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;

    private string Folder(string name) => Path.Combine(_package.Directory, name);

    /// <summary>Runs a program in a project that has the package and nothing else.</summary>
    private string Run(string name, string program) => Shell.Run(Project(name, program, "<clear />"), "dotnet", "run", "-c", "Release");

    private string Project(string name, string program, string otherSources)
    {
        string project = Folder(name);
        Directory.CreateDirectory(project);
        File.WriteAllText(Path.Combine(project, "Program.cs"), program);
        File.WriteAllText(Path.Combine(project, "nuget.config"), $"""
            <configuration>
              <packageSources>
                {otherSources}
                <add key="local" value="{Path.GetDirectoryName(_package.File)}" />
              </packageSources>
            </configuration>
            """);
        File.WriteAllText(Path.Combine(project, $"{name}.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <!-- NuGet keeps a version it has seen; this one changes under the same number. -->
                <RestorePackagesPath>packages</RestorePackagesPath>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="SchemaToolkit" Version="{_package.Version}" />
              </ItemGroup>
            </Project>
            """);

        return project;
    }
}

/// <summary>The package, packed once for all tests.</summary>
public sealed class PackedPackage : IDisposable
{
    public PackedPackage()
    {
        string feed = Path.Combine(Directory, "feed");
        Shell.Run(Root, "dotnet", "pack", "src/Runtime", "-c", "Release", "--no-build", "-o", feed);
        File = System.IO.Directory.GetFiles(feed, "SchemaToolkit.*.nupkg").Single();
        Version = Path.GetFileNameWithoutExtension(File)["SchemaToolkit.".Length..];
    }

    public static string Root { get; } = typeof(PackedPackage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static a => a.Key == "RepositoryRoot").Value!;

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("schematoolkit-package-").FullName;

    public string File { get; }

    public string Version { get; }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}

internal static class Shell
{
    /// <summary>Runs a command and gives what it printed, trimmed; throws with all of it when it fails.</summary>
    public static string Run(string directory, string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The test host's own settings of MSBuild would reach the child.
        foreach (string name in start.Environment.Keys.Where(static k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} failed:\n{output}\n{errors.Result}");
    }
}
