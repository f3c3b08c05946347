namespace SchemaToolkit;

/// <content>Files that were not closed.</content>
public sealed unsafe partial class RecordHdf5
{
    /// <summary>
    /// Makes a file readable again whose writer was killed (<see cref="Hdf5FileNotClosedException"/>): on a copy, which is read
    /// through and then replaces the file in one step. Nothing is cut off. Call it when no program writes the file any more: what
    /// one that still does writes later is lost. A file that was closed stays as it is.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="RecordFormatException">It is not an HDF5 file, or too damaged; it stays as it was.</exception>
    /// <exception cref="IOException">A transaction has the file, or another program is writing it
    /// (<see cref="Hdf5ConflictException"/>, if it began meanwhile).</exception>
    /// <exception cref="UnauthorizedAccessException">Files cannot be created in the directory.</exception>
    /// <exception cref="Hdf5NotFoundException">libhdf5 is not installed.</exception>
    public static void Repair(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Hdf5Library.Load();
        if (Hdf5Superblock.IsClosed(path))
        {
            return;
        }

        using var transaction = new Hdf5Transaction(path, Durability.PowerLoss);
        transaction.Copy();
        Hdf5Superblock.Close(transaction.Handle, path);
        var place = new Hdf5Place("Repairing", path);
        try
        {
            using Lock.Scope gate = Hdf5Gate.Enter();
            using Lock.Scope starts = ProcessStarts.Pause();
            using Hdf5PropertyListHandle access = place.Check(H5P.Create(H5P.FileAccess));
            place.Check(H5P.SetNoFileLocking(access));
            using Hdf5FileHandle file = Opened(transaction.Open(copy => H5F.Open(copy, H5F.ReadOnly, access)), place);
            file.LinkAccess = Hdf5LinkRefusal.Access(place);
            foreach (string name in Hdf5Names.All(file, place))
            {
                _ = Hdf5Describer.Describe(file, name, 0, new Hdf5ReadOptions(), place with { Dataset = name });
            }
        }
        catch (Hdf5Exception damage)
        {
            throw new RecordFormatException($"{path} cannot be repaired: {damage.Cause}.", damage);
        }

        transaction.Publish(keep: false);
    }
}
