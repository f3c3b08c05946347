namespace SchemaToolkit;

/// <summary>An HDF5 file that its last writer has not closed: the writer was killed, or is still writing.</summary>
public sealed class Hdf5FileNotClosedException : Exception
{
    /// <summary>Says which file.</summary>
    /// <param name="path">The file.</param>
    public Hdf5FileNotClosedException(string path)
        : base($"{path} was not closed by the program that wrote it, or is still being written: "
            + "what it holds may be incomplete, so it is not opened. "
            + "When no program has it open any more, RecordHdf5.Repair makes it readable again. "
            + "('h5clear -s' can truncate the file and lose what was appended.)")
    {
        Path = path;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <inheritdoc cref="RecordHdf5.Repair"/>
    public void Repair() => RecordHdf5.Repair(Path);
}
