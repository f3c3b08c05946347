using System.Globalization;

namespace SchemaToolkit;

/// <summary>Numbers in files that the kernel writes.</summary>
internal static class ProcFile
{
    /// <summary>A file that is one number.</summary>
    public static long? Number(string path)
        => Lines(path) is [string text] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : null;

    /// <summary>The number behind a name that begins a line.</summary>
    public static long? Value(string path, string name)
    {
        foreach (string line in Lines(path))
        {
            if (line.StartsWith(name, StringComparison.Ordinal)
                && line[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var first, ..]
                && long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out long value))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>Its lines; none if it cannot be read.</summary>
    public static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
