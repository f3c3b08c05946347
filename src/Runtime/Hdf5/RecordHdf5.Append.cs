using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <content>Appending to a dataset.</content>
public sealed unsafe partial class RecordHdf5
{
    /// <summary>Opens a dataset to append records to it, or makes it, and the file. h5py can append to it too, at other times:
    /// <c>maxshape=(None,)</c>.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="name">The dataset's name; groups in it (<c>group/calls</c>) are created as needed.</param>
    /// <param name="options">How a new dataset is stored; one that exists stays as it is.</param>
    /// <param name="durability">What records outlive once <see cref="Hdf5Appender{T}.Append(ReadOnlySpan{T})"/> has returned. The end of
    /// the process by default; the loss of power costs a flush to disk for each call.</param>
    /// <returns>The appender; the caller disposes it. Until then, no other program of this library writes the file.</returns>
    /// <exception cref="ArgumentException">There can be no such name, or there is something else of this name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such durability.</exception>
    /// <exception cref="Hdf5NotFoundException">libhdf5 is not installed.</exception>
    /// <exception cref="SchemaMismatchException">The columns of the dataset are not those of the record, in the same places.</exception>
    /// <exception cref="InvalidOperationException">The dataset cannot grow, or its compression can only be read.</exception>
    /// <exception cref="NotSupportedException">A field has no HDF5 type: UTF-32 text.</exception>
    /// <exception cref="RecordFormatException">The file is not an HDF5 file, or is damaged.</exception>
    /// <exception cref="Hdf5FileNotClosedException">Its writer was killed or is still writing.</exception>
    /// <exception cref="Hdf5JournalException">Rows that a killed writer left cannot be put into the file.</exception>
    /// <exception cref="IOException">Another transaction or appender has the file; or it cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Files cannot be created in the directory, or the path is a directory.</exception>
    /// <exception cref="Hdf5Exception">libhdf5 failed.</exception>
    public static Hdf5Appender<T> Append<T>(
        string path,
        string name,
        Hdf5Options? options = null,
        Durability durability = Durability.Process)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)durability, (uint)Durability.Process, nameof(durability));
        Hdf5Library.Load();
        return new Hdf5Appender<T>(Hdf5Appending.Open(path, name, T.Schema, options ?? new Hdf5Options(), durability));
    }

    /// <summary>Takes the lock of a path.</summary>
    internal static Hdf5Lock Lock(string path, out string target)
    {
        using var file = FileReplacement.Begin(path, mustSeek: true);
        target = file.Target;
        return Hdf5Lock.Take(path, file.Identity);
    }

    /// <summary>Makes a dataset that can grow, and the file, if they are not there.</summary>
    /// <returns>The dataset's rows.</returns>
    internal static long MakeGrowing(
        string path,
        Hdf5Lock held,
        Durability durability,
        string name,
        RecordSchema schema,
        Hdf5Options options)
    {
        var place = new Hdf5Place("Appending to", path, name);
        bool exists = File.Exists(path);
        if (exists)
        {
            using RecordHdf5 there = OpenRead(path);
            if (there.TryOpenGrowing(name, schema, place) is { } count)
            {
                return count;
            }
        }

        using RecordHdf5 file = exists ? BeginCopy(path, durability, held) : BeginNew(path, durability, held);
        Hdf5DatasetWriter.CreateGrowing(file._file, name, schema, options, place);
        file.Complete();
        return 0;
    }

    /// <summary>Puts rows of a journal into the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="held">Its lock.</param>
    /// <param name="durability">What the file survives.</param>
    /// <param name="journal">The rows.</param>
    /// <param name="first">The first that the file has not.</param>
    /// <param name="schema">What they are; null if only their size is known.</param>
    /// <returns>The rows that the dataset has then.</returns>
    internal static long Publish(string path, Hdf5Lock held, Durability durability, Hdf5Journal journal, long first, RecordSchema? schema)
    {
        using RecordHdf5 file = BeginDraft(path, held, durability, journal, schema, out Hdf5GrowingDataset dataset);
        return file.PublishDraft(dataset, journal, first, durability);
    }

    /// <summary>Begins a copy of a file to which rows of a journal are added.</summary>
    /// <param name="path">The file.</param>
    /// <param name="held">Its lock.</param>
    /// <param name="durability">What the copy survives once it is the file.</param>
    /// <param name="journal">The rows.</param>
    /// <param name="schema">What they are; null if only their size is known.</param>
    /// <param name="dataset">Receives the rows; the caller closes it.</param>
    internal static RecordHdf5 BeginDraft(
        string path,
        Hdf5Lock held,
        Durability durability,
        Hdf5Journal journal,
        RecordSchema? schema,
        out Hdf5GrowingDataset dataset)
    {
        RecordHdf5 file = BeginCopy(path, durability, held);
        try
        {
            dataset = file.OpenGrowing(journal, schema, new Hdf5Place("Appending to", path, journal.Dataset));
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Adds the rows that are left to a draft, and puts it in the place of its file.</summary>
    /// <returns>The rows that the dataset has then.</returns>
    internal long PublishDraft(Hdf5GrowingDataset dataset, Hdf5Journal journal, long first, Durability durability)
    {
        long count = dataset.Count + journal.Count - first;
        try
        {
            dataset.Append(journal, first, journal.Count);
            dataset.Close();
        }
        catch (Exception failure)
        {
            _failure = failure;
            throw;
        }
        finally
        {
            using Lock.Scope gate = Hdf5Gate.Enter();
            dataset.Dispose();
        }

        Finish(
            state =>
            {
                journal.NotePublished(state);
                if (durability == Durability.PowerLoss)
                {
                    journal.Flush();
                }
            },
            keep: false);
        return count;
    }

    /// <summary>Gives a draft up: what is in it is of no use.</summary>
    internal void Abandon(Hdf5GrowingDataset dataset)
    {
        _failure ??= new OperationCanceledException();
        using (Hdf5Gate.Enter())
        {
            Hdf5Descriptor.Redirect(_file);
            dataset.Dispose();
        }

        Dispose();
    }

    /// <summary>Brings the names of a directory to the disk.</summary>
    internal static void FlushDirectoryOf(string path)
    {
        if (Portable.IsOn)
        {
            return;
        }

        using SafeFileHandle directory = NativeMethods.Open(
            System.IO.Path.GetDirectoryName(path)!,
            NativeMethods.OpenReadOnly | NativeMethods.OpenDirectory | NativeMethods.OpenCloseOnExec,
            0);
        if (!directory.IsInvalid)
        {
            _ = NativeMethods.Flush(directory);
        }
    }

    private long? TryOpenGrowing(string name, RecordSchema schema, Hdf5Place place)
    {
        using Lock.Scope gate = Hdf5Gate.Enter();
        using Lock.Scope starts = ProcessStarts.Pause();
        if (!Hdf5Names.IsThere(_file, name, place))
        {
            return null;
        }

        Hdf5Names.CheckDataset(_file, name, place);
        using Hdf5GrowingDataset dataset = Hdf5GrowingDataset.Open(_file, name, schema, place);
        return dataset.Count;
    }

    private Hdf5GrowingDataset OpenGrowing(Hdf5Journal journal, RecordSchema? schema, Hdf5Place place)
    {
        using Lock.Scope gate = Hdf5Gate.Enter();
        using Lock.Scope starts = ProcessStarts.Pause();
        Hdf5Names.CheckDataset(_file, journal.Dataset, place);
        return schema is null
            ? Hdf5GrowingDataset.Open(_file, journal.Dataset, journal.RowBytes, place)
            : Hdf5GrowingDataset.Open(_file, journal.Dataset, schema, place);
    }
}
