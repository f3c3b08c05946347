using System.Xml.Linq;

namespace SchemaToolkit.Package.Tests;

/// <summary>The projects of users of the package: written, restored and published together, by one call of MSBuild. A test of one that
/// does not compile fails with what MSBuild said.</summary>
public sealed class Consumers : IDisposable
{
    private const string Contract = "Program.cs Contract.cs Records.cs";

    private readonly string _folder;
    private readonly string _output;

    public Consumers()
    {
        _folder = Path.Combine(Package.Directory, "consumers");
        Directory.CreateDirectory(_folder);
        WriteShared();
        Write("plain", Contract);
        WriteSources("plain", "<clear />");
        Write("records", "Records.cs", "<OutputType>Library</OutputType><AnalysisMode>All</AnalysisMode>");
        Write("app", "Program.cs Contract.cs", "<AnalysisMode>All</AnalysisMode>", """<ProjectReference Include="../records/records.csproj" />""");
        Write("tests", $"{Contract} ContractTests.cs", "<GenerateProgramFile>false</GenerateProgramFile>", Central("Microsoft.NET.Test.Sdk", "xunit", "xunit.runner.visualstudio"));
        Write("single", Contract, "<PublishSingleFile>true</PublishSingleFile><SelfContained>false</SelfContained>");
        Write("readytorun", Contract, "<PublishReadyToRun>true</PublishReadyToRun><SelfContained>false</SelfContained>");
        Write("trimmed", Contract, "<PublishTrimmed>true</PublishTrimmed><PublishSingleFile>true</PublishSingleFile><SelfContained>true</SelfContained>");
        if (Linker.IsThere)
        {
            Write("native", Contract, "<PublishAot>true</PublishAot>");
        }

        Write("pages", "", items: $"""<PackageReference Include="SchemaToolkit.Arrow" Version="{Package.Version}" />{Central("Sep")}""");
        Pages.Write(Path.Combine(_folder, "pages"));
        foreach (string file in new[] { "Before.cs", "Program.cs" })
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Pages", file), Path.Combine(_folder, "pages", file));
        }

        (int code, string output, string errors) = Shell.Try(_folder, new Dictionary<string, string>(), "dotnet", "msbuild", "all.proj", "-restore", "-t:Build", "-m", "-nologo", "-v:minimal");
        _output = $"{output}\n{errors}\nended with {code}";
    }

    public PackedPackage Package { get; } = new();

    /// <summary>The folder of a project.</summary>
    public string Folder(string name) => Path.Combine(_folder, name);

    /// <summary>A file that was published with a project.</summary>
    public string Published(string name, string file)
    {
        string path = Path.Combine(_folder, name, "published", file);
        return File.Exists(path) ? path : throw new InvalidOperationException($"{name} was not published:\n{_output}");
    }

    public void Dispose() => Package.Dispose();

    /// <summary>References to packages, in the versions that the repository has.</summary>
    private static string Central(params string[] names)
    {
        XDocument versions = XDocument.Load(Path.Combine(PackedPackage.Root, "Directory.Packages.props"));
        return string.Concat(names.Select(name => $"<PackageReference Include=\"{name}\" Version=\"{versions.Descendants("PackageVersion").Single(v => v.Attribute("Include")!.Value == name).Attribute("Version")!.Value}\" />"));
    }

    private void WriteShared()
    {
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Consumer", ".editorconfig"), Folder(".editorconfig"));
        WriteSources(".", "");

        // What others have made is taken from where it was restored before, if it was.
        File.WriteAllText(Folder("Directory.Build.props"), $"""
            <Project>
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <UseCurrentRuntimeIdentifier Condition="'$(PublishAot)$(PublishTrimmed)$(PublishSingleFile)$(PublishReadyToRun)' != ''">true</UseCurrentRuntimeIdentifier>
                <RestorePackagesPath>$(MSBuildThisFileDirectory)packages</RestorePackagesPath>
                <RestoreFallbackFolders>{packages}</RestoreFallbackFolders>
                <PublishDir>$(MSBuildProjectDirectory)/published/</PublishDir>
              </PropertyGroup>
            </Project>
            """);
        File.WriteAllText(Folder("all.proj"), """
            <Project>
              <ItemGroup>
                <Consumer Include="*/*.csproj" />
              </ItemGroup>
              <Target Name="Restore">
                <MSBuild Projects="all.slnx" Targets="Restore" />
              </Target>
              <Target Name="Build">
                <MSBuild Projects="@(Consumer)" Targets="Publish" Properties="Configuration=Release;_IsPublishing=true" BuildInParallel="true" StopOnFirstFailure="false" />
              </Target>
            </Project>
            """);
        File.WriteAllText(Folder("all.slnx"), "<Solution />");
    }

    private void WriteSources(string folder, string others) => File.WriteAllText(Path.Combine(Folder(folder), "nuget.config"), $"""
        <configuration>
          <packageSources>
            {others}
            <add key="local" value="{Package.Feed}" />
          </packageSources>
        </configuration>
        """);

    private void Write(string name, string files, string properties = "", string items = "")
    {
        string project = $"{name}/{name}.csproj";
        Directory.CreateDirectory(Folder(name));
        foreach (string file in files.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Consumer", file), Path.Combine(Folder(name), file));
        }

        File.WriteAllText(Folder(project), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>{properties}</PropertyGroup>
              <ItemGroup>
                <PackageReference Include="SchemaToolkit" Version="{Package.Version}" />
                {items}
              </ItemGroup>
            </Project>
            """);
        XDocument all = XDocument.Load(Folder("all.slnx"));
        all.Root!.Add(new XElement("Project", new XAttribute("Path", project)));
        all.Save(Folder("all.slnx"));
    }
}
