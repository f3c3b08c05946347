using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace SchemaToolkit.Package.Tests;

/// <summary>The projects that use the package, shared by all tests.</summary>
[CollectionDefinition(nameof(Consumers))]
public sealed class ConsumersCollection : ICollectionFixture<Consumers>;

/// <summary>The package as its users get it: restored from a folder, compiled with warnings as errors, published in every way there
/// is, and run. Each runs the program in <c>Consumer</c>, which does everything once and starts itself as its workers.</summary>
[Collection(nameof(Consumers))]
public sealed class ConsumerTests(Consumers consumers)
{
    /// <summary>A plain program; one with its records in a library, both with every analysis; and the ways of publishing.</summary>
    [Theory]
    [InlineData("plain")]
    [InlineData("app")]
    [InlineData("single")]
    [InlineData("readytorun")]
    [InlineData("trimmed")]
    public void TheContractHolds(string name)
        => Assert.EndsWith("\ncontract ok", Shell.Run(consumers.Folder(name), consumers.Published(name, name)), StringComparison.Ordinal);

    [LinkerFact]
    public void TheContractHoldsInANativeProgram() => TheContractHolds("native");

    [Fact]
    public void TheContractHoldsInAUsersTests()
        => Assert.Contains("Passed:     1", Shell.Run(consumers.Folder("tests"), "dotnet", "vstest", consumers.Published("tests", "tests.dll")), StringComparison.Ordinal);

    /// <summary>A program that is not compiled ahead of time itself.</summary>
    [Fact]
    public void APlainProgramRunsTheCodeOfItsMachine()
    {
        bool isMade = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;
        string folder = Path.GetDirectoryName(consumers.Published("plain", "plain.dll"))!;
        string used = isMade ? $"runtimes/linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}/lib/net10.0/SchemaToolkit.dll" : "SchemaToolkit.dll";
        using var image = new PEReader(File.OpenRead(Path.Combine(folder, used)));
        Assert.Equal(isMade, PackageTests.IsCompiled(image));
        Assert.Contains(used, File.ReadAllText(Path.Combine(folder, "plain.deps.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void TheContractHoldsInAProgramOfOneFile()
    {
        string folder = Directory.CreateDirectory(consumers.Folder("file")).FullName;
        string[] parts = [.. new[] { "Program.cs", "Contract.cs", "Records.cs" }.Select(static name => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Consumer", name)))];
        string[] lines = [.. parts.SelectMany(static part => part.Split('\n'))];
        string code = string.Join('\n', lines.Where(static line => !line.StartsWith("using ", StringComparison.Ordinal)))
            .Replace("namespace Consumer;", "", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "app.cs"), $"""
            #:package SchemaToolkit@{consumers.Package.Version}
            {string.Join('\n', lines.Where(static line => line.StartsWith("using ", StringComparison.Ordinal) && line != "using Consumer;").Distinct())}
            {code}
            """);
        Assert.EndsWith("\ncontract ok", Shell.Run(folder, "dotnet", "run", "app.cs"), StringComparison.Ordinal);
    }
}
