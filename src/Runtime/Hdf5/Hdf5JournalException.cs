using System.Globalization;

namespace SchemaToolkit;

/// <summary>Rows that were appended to a dataset wait in a journal, and cannot be brought into their file: the file is gone, or
/// somebody else has changed it since.</summary>
public sealed class Hdf5JournalException : Exception
{
    internal Hdf5JournalException(string path, string journal, long rows, string reason)
        : base(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{path} cannot be used: {reason}. {rows} rows that were appended wait in {journal}. Put the right file in its place; "
                    + $"or delete the journal, if the file has the rows or they are not wanted."))
    {
        Path = path;
        JournalPath = journal;
        Rows = rows;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The journal.</summary>
    public string JournalPath { get; }

    /// <summary>The rows in it.</summary>
    public long Rows { get; }
}
