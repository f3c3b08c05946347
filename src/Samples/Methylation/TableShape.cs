using System.IO.Compression;
using System.Text;
using SchemaToolkit;

namespace Methylation;

/// <summary>What the first line of a table shows: its kind, and whether tabs or runs of blanks separate the columns.</summary>
/// <param name="Format">The kind.</param>
/// <param name="Delimiter">A tab, or <see langword="null"/> for runs of blanks.</param>
public sealed record TableShape(TableFormat Format, char? Delimiter)
{
    /// <summary>Finds the shape of a table from its first line.</summary>
    /// <param name="path">The table, gzip or not.</param>
    /// <param name="known">Its kind, if the user has given it; otherwise <see langword="null"/>.</param>
    /// <exception cref="InvalidDataException">The line does not fit any kind.</exception>
    public static TableShape Of(string path, TableFormat? known)
    {
        string line = FirstLine(path);
        string[] cells = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        TableFormat format = known
            ?? (cells.Contains("freqC") ? TableFormat.MethylKit
                : cells.Length == 6 ? TableFormat.Bismark
                : cells.Length is 5 or 0 ? TableFormat.Plain
                : throw new InvalidDataException(
                    $"{path}: the first line has {cells.Length} columns. A plain table has 5, a Bismark table 6, "
                    + "a methylKit table a header with freqC. Use --format to give the kind."));
        return new TableShape(format, line.Contains('\t') ? '\t' : null);
    }

    /// <summary>The options to read the table with.</summary>
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
            return ""; // damaged gzip; the worker that reads the table reports it
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
