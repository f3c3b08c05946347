namespace SchemaToolkit;

/// <summary>An HDF5 file that its last writer has not closed: the writer was killed, or is still writing.</summary>
public sealed class Hdf5FileNotClosedException : Exception
{
    /// <summary>Says which file.</summary>
    /// <param name="path">The file.</param>
    public Hdf5FileNotClosedException(string path)
        : base($"{path} was not closed by the program that wrote it, or is still being written: "
            + "what it holds may be incomplete, so it is not opened. "
            + "When no program has it open any more, work on a copy: 'h5clear -s --increment=0 COPY', both options in one call "
            + "('h5clear -s' alone can truncate the file and lose what was appended).")
    {
        Path = path;
    }

    /// <summary>The file.</summary>
    public string Path { get; }
}
