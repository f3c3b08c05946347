namespace SchemaToolkit.Tests.SharedMemory;

/// <summary>The lines that a Python user pastes from docs/shared-memory.md.</summary>
internal static class PythonHelper
{
    private const string Start = "```python\n";

    public static string Stream { get; } = Read();

    private static string Read()
    {
        string page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "shared-memory.md"));
        int start = page.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        return page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
