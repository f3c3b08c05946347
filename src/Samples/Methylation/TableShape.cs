using System.IO.Compression;
using System.Text;
using SchemaToolkit;

namespace Methylation;

/// <summary>What the first line of a table tells: its kind, and whether tabs or runs of blanks separate its columns.</summary>
/// <param name="Format">The kind.</param>
/// <param name="Delimiter">A tab, or <see langword="null"/> for runs of blanks.</param>
public sealed record TableShape(TableFormat Format, char? Delimiter)
{
    /// <summary>Looks at a table.</summary>
    /// <param name="path">The table, gzip or not.</param>
    /// <param name="known">Its kind, where the user has named it.</param>
    /// <exception cref="InvalidDataException">The line fits no kind.</exception>
    public static TableShape Of(string path, TableFormat? known)
    {
        string line = FirstLine(path);
        string[] cells = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        TableFormat format = known
            ?? (cells.Contains("freqC") ? TableFormat.MethylKit
                : cells.Length == 6 ? TableFormat.Bismark
                : cells.Length is 5 or 0 ? TableFormat.Plain
                : throw new InvalidDataException($"{path}: a first line of {cells.Length} columns is neither plain (5), Bismark (6) nor methylKit (a header with freqC); --format names the kind."));
        return new TableShape(format, line.Contains('\t') ? '\t' : null);
    }

    /// <summary>How the text is read.</summary>
    public TextOptions Options(StringOverflow overflow) => new()
    {
        Delimiter = Delimiter,
        Columns = Format == TableFormat.Bismark ? [0, 1, 3, 4, 5] : null,
        Header = Format == TableFormat.MethylKit ? HeaderMode.MapByName : HeaderMode.None,
        StringOverflow = overflow,
    };

    private static string FirstLine(string path)
    {
        try
        {
            return ReadFirstLine(path);
        }
        catch (InvalidDataException)
        {
            return ""; // damaged gzip: what reads the table words the error
        }
    }

    private static string ReadFirstLine(string path)
    {
        using FileStream file = File.OpenRead(path);
        bool gzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        using Stream text = gzip ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(text, Encoding.Latin1);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                return line;
            }
        }

        return "";
    }
}
