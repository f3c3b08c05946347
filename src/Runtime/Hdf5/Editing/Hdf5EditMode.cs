namespace SchemaToolkit;

/// <summary>What <see cref="RecordHdf5.Edit(string, Hdf5EditMode, Durability)"/> works on.</summary>
public enum Hdf5EditMode
{
    /// <summary>A copy, which replaces the file at <see cref="RecordHdf5.Complete"/>: the file is whole at any moment, whatever
    /// fails. Where the file system can share bytes (btrfs, XFS), the copy costs nothing.</summary>
    Copy,

    /// <summary>The file itself, as h5py does: nothing is copied, and nothing can be taken back. If the process or the system ends, or
    /// the disk is full, before <see cref="RecordHdf5.Complete"/> has returned, the file may be damaged: all of it, not only what was
    /// being written. For files that can be made again, or of which there is a copy.</summary>
    InPlace,
}
