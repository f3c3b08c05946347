namespace SchemaToolkit;

/// <summary>What a file outlives once <see cref="RecordHdf5.Complete"/> has returned.</summary>
public enum Durability
{
    /// <summary>A loss of power: the file is on disk.</summary>
    PowerLoss,

    /// <summary>The end of the process, not that of the system: the kernel brings the file to disk when it chooses, and a loss
    /// of power or a crash of the system before that can leave a file at the path that is empty or damaged, also where a whole
    /// one was.</summary>
    Process,
}
