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
}
