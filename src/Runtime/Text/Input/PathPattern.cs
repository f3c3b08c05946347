using System.IO.Enumeration;

namespace SchemaToolkit;

/// <summary>Paths with <c>*</c>, <c>?</c> and <c>**</c>.</summary>
internal static class PathPattern
{
    private static readonly EnumerationOptions _all = new()
    {
        MatchType = MatchType.Simple,
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
    };

    private static readonly char[] _separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    /// <summary>The files that match a pattern, in ordinal order; the path itself when it is not a pattern or is the name of a
    /// file.</summary>
    /// <exception cref="FileNotFoundException">No file matches the pattern.</exception>
    public static IReadOnlyList<string> Find(string pattern)
    {
        if (pattern.AsSpan().IndexOfAny('*', '?') < 0 || File.Exists(pattern))
        {
            return [pattern];
        }

        string root = Path.GetPathRoot(pattern) ?? "";
        string[] segments = pattern[root.Length..].Split(_separators, StringSplitOptions.RemoveEmptyEntries);
        var found = new List<string>();
        Add(found, root, segments);
        found.Sort(StringComparer.Ordinal);
        return found.Count > 0
            ? [.. found.Distinct(StringComparer.Ordinal)]
            : throw new FileNotFoundException($"No file matches '{pattern}'.", pattern);
    }

    private static void Add(List<string> found, string directory, ReadOnlySpan<string> segments)
    {
        string segment = segments[0];
        bool isLast = segments.Length == 1;
        if (segment == "**")
        {
            // Either no directory, or one and then any number again. Links are left out: they could form cycles.
            Add(found, directory, isLast ? ["*"] : segments[1..]);
            foreach (string child in Directories(directory, "*").Where(static path => new DirectoryInfo(path).LinkTarget is null))
            {
                Add(found, child, segments);
            }
        }
        else if (isLast)
        {
            found.AddRange(Entries(directory, segment, static path => !Directory.Exists(path)));
        }
        else
        {
            foreach (string child in Directories(directory, segment))
            {
                Add(found, child, segments[1..]);
            }
        }
    }

    private static string[] Directories(string directory, string segment)
        => segment is "." or ".." ? [Path.Combine(directory, segment)] : Entries(directory, segment, Directory.Exists);

    // As in a shell: a name that begins with a dot matches only a pattern that begins with one.
    private static string[] Entries(string directory, string segment, Func<string, bool> isWanted)
    {
        string start = directory.Length == 0 ? "." : directory;
        if (!Directory.Exists(start))
        {
            return [];
        }

        return new FileSystemEnumerable<string>(start, (ref FileSystemEntry entry) => entry.FileName.ToString(), _all)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => FileSystemName.MatchesSimpleExpression(
                segment,
                entry.FileName,
                ignoreCase: OperatingSystem.IsWindows())
                && (entry.FileName[0] != '.' || segment[0] == '.'),
        }
        .Select(name => Path.Combine(directory, name))
        .Where(isWanted)
        .ToArray();
    }
}
