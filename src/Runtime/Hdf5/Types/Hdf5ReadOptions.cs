namespace SchemaToolkit;

/// <summary>What a file that is read may ask for. By default it is not believed: what it says is checked against what it
/// has.</summary>
public sealed record Hdf5ReadOptions
{
    /// <summary>
    /// Whether all rows of a dataset are read at once (<see cref="Hdf5Dataset{T}.ReadAll"/>,
    /// <see cref="Hdf5Dataset{T}.ReadColumn{TField}"/>) also if most of them were never written. They are read as the dataset's fill
    /// value, usually zeros. Otherwise a file of a few bytes could ask for any amount of memory: it is refused if the rows that
    /// were never written have more than 64 MiB and are more than those that were.
    /// </summary>
    public bool AllowUnwrittenRows { get; init; }

    /// <summary>Whether links into other HDF5 files are followed. Otherwise they are left out of <see cref="RecordHdf5.Names"/>, and
    /// opening one is refused: a file could have any other file read that this program may read.</summary>
    public bool AllowExternalLinks { get; init; }

    /// <summary>Whether rows may be in files that are no HDF5 files, whose names the dataset gives. Relative names are beside the
    /// file.</summary>
    public bool AllowExternalStorage { get; init; }

    /// <summary>Whether virtual datasets may be made of parts of files anywhere. Otherwise, of files in the directory of their own and
    /// below it.</summary>
    public bool AllowExternalSources { get; init; }

    /// <summary>
    /// Whether a column may have a type that holds more than the record's field: larger integers, floats of more bits, integers
    /// where a float cannot hold all of them, finer units of time. Floats are rounded and times rounded down; a value that is out of
    /// range, or no integer where one is needed, is a <see cref="SchemaMismatchException"/> with its row. Without it, only types are
    /// converted of which every value survives.
    /// </summary>
    public bool AllowNarrowing { get; init; }
}
