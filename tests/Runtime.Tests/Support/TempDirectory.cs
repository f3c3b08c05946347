namespace SchemaToolkit.Tests.Support;

/// <summary>A directory of a test's own, gone with it.</summary>
internal sealed class TempDirectory : IDisposable
{
    /// <summary>The start of the name of every one.</summary>
    public const string Start = "schematoolkit-";

    public string Path { get; } = Directory.CreateTempSubdirectory(Start).FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file and gives its path.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
