namespace SchemaToolkit;

/// <content>Changes of what is there.</content>
public sealed unsafe partial class RecordHdf5
{
    /// <summary>Gives a dataset or a group another name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="newName">The new one; groups in it are created as needed.</param>
    /// <exception cref="KeyNotFoundException">There is nothing of this name.</exception>
    /// <exception cref="ArgumentException">The new name is taken, not valid, or within the group itself.</exception>
    /// <exception cref="RecordFormatException">The name leads to what libhdf5 cannot open.</exception>
    /// <exception cref="IOException">The disk is full. Nothing of this transaction can be published any more.</exception>
    /// <exception cref="Hdf5Exception">libhdf5 failed; the same.</exception>
    /// <exception cref="InvalidOperationException">The file is open for reading or complete, or an earlier write failed.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public void Rename(string name, string newName)
    {
        (name, newName) = (Hdf5Names.Valid(name), Hdf5Names.ValidTarget(name, newName));
        Change(new Hdf5Place("Renaming", Path, name), place =>
        {
            Hdf5Names.CheckThere(_file, name, place);
            Hdf5Names.CheckFree(_file, newName, place);
            Hdf5Names.CheckOutside(_file, name, newName, place);
            return () => Move(name, newName, place);
        });
    }

    /// <summary>Deletes a dataset, or a group with all that is in it. Its space is used by what this transaction writes later.</summary>
    /// <param name="name">Its name.</param>
    /// <inheritdoc cref="Rename" path="/exception"/>
    /// <exception cref="ArgumentException">There can be no such name.</exception>
    public void Delete(string name)
    {
        name = Hdf5Names.Valid(name);
        Change(new Hdf5Place("Deleting", Path, name), place =>
        {
            Hdf5Names.CheckThere(_file, name, place);
            return () => place.Check(H5L.Delete(_file, name, _file.LinkAccess));
        });
    }

    /// <summary>Copies a dataset, or a group with all that is in it, with its attributes; as it is stored, without decompressing it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="newName">The name of the copy; groups in it are created as needed.</param>
    /// <inheritdoc cref="Rename" path="/exception"/>
    public void Copy(string name, string newName) => CopyFrom(this, name, newName);

    /// <summary>The same from another file.</summary>
    /// <param name="source">The file, open for reading or a transaction.</param>
    /// <param name="name">The name there.</param>
    /// <param name="newName">The name of the copy; the same if it is <see langword="null"/>.</param>
    /// <inheritdoc cref="Rename" path="/exception"/>
    /// <exception cref="InvalidOperationException">This file is open for reading or complete, or an earlier write failed; or rows of the
    /// dataset wait in a journal.</exception>
    public void CopyFrom(RecordHdf5 source, string name, string? newName = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        name = Hdf5Names.Valid(name);
        newName = source == this ? Hdf5Names.ValidTarget(name, newName ?? name) : Hdf5Names.Valid(newName ?? name);
        if (source._pending?.Journal.Dataset is { } pending && (pending == name || pending.StartsWith(name + '/', StringComparison.Ordinal)))
        {
            throw new InvalidOperationException(
                $"'{name}' of {source.Path} cannot be copied: {source._pending.Count} appended rows wait in {source._pending.Journal.Path}. "
                    + $"RecordHdf5.Append or Edit puts them into the file.");
        }

        Change(new Hdf5Place("Copying", source.Path, name), place =>
        {
            ObjectDisposedException.ThrowIf(source._file.IsClosed, source);
            Hdf5Names.CheckThere(source._file, name, place);
            Hdf5Names.CheckFree(_file, newName, new Hdf5Place("Copying to", Path, newName));
            if (source == this)
            {
                Hdf5Names.CheckOutside(_file, name, newName, place);
            }

            return () =>
            {
                using Hdf5ObjectHandle from = Hdf5Names.Open(source._file, name, place);
                using Hdf5PropertyListHandle link = Hdf5Names.Links(place);
                place.Check(H5O.Copy(from, ".", _file, newName, Hdf5PropertyListHandle.Default, link));
            };
        });
    }

    /// <summary>Writes records in place of those of a dataset. The old dataset goes, with its attributes, when the new one is
    /// written; until <see cref="Complete"/>, other programs see the old one.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="name">The dataset's name.</param>
    /// <param name="records">The records; an array or a <see cref="Span{T}"/> can be passed too.</param>
    /// <param name="options">How to store them; by default, as one contiguous block.</param>
    /// <exception cref="KeyNotFoundException">The file has no dataset of this name; the message lists those it has.</exception>
    /// <exception cref="ArgumentException">The name is not valid, or the options ask for a chunk of more than 4 GiB.</exception>
    /// <inheritdoc cref="Write{T}(string, ReadOnlySpan{T}, Hdf5Options?)" path="/exception"/>
    public void Replace<T>(string name, ReadOnlySpan<T> records, Hdf5Options? options = null)
        where T : unmanaged, ISharedRecord<T>
    {
        fixed (T* first = records)
        {
            Replace(name, new Hdf5Rows(T.Schema, (byte*)first, records.Length), options);
        }
    }

    /// <param name="name">The dataset's name.</param>
    /// <param name="records">The owner of the records, which may be any number; it is kept alive, not disposed.</param>
    /// <param name="options">How to store them; by default, as one contiguous block.</param>
    /// <inheritdoc cref="Replace{T}(string, ReadOnlySpan{T}, Hdf5Options?)"/>
    public void Replace<T>(string name, IRecordOwner<T> records, Hdf5Options? options = null)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(records);
        using RecordLoan<T> loan = records.Borrow();
        Replace(name, new Hdf5Rows(T.Schema, (byte*)loan.First, loan.Count), options);
    }

    /// <summary>Makes a virtual dataset: the rows of other datasets, one behind another, without a copy. They are read from where they
    /// are; if a part is missing then, or has become shorter, that is an error.</summary>
    /// <typeparam name="T">The record; the columns of all parts are its own, in the same places.</typeparam>
    /// <param name="name">The dataset's name; groups in it (<c>group/all</c>) are created as needed.</param>
    /// <param name="parts">The parts: datasets of this file, or of files at or below its directory.</param>
    /// <returns>The number of rows.</returns>
    /// <exception cref="ArgumentException">The name is taken or not valid; there are no parts; or a part has too few rows, a name with
    /// <c>%</c>, or a file elsewhere.</exception>
    /// <exception cref="FileNotFoundException">The file of a part does not exist.</exception>
    /// <exception cref="KeyNotFoundException">The dataset of a part does not exist.</exception>
    /// <exception cref="SchemaMismatchException">The columns of a part are not those of the record, in the same places.</exception>
    /// <exception cref="NotSupportedException">A field has no HDF5 type: UTF-32 text.</exception>
    /// <inheritdoc cref="Rename" path="/exception"/>
    public long CreateVirtual<T>(string name, IEnumerable<Hdf5VirtualPart> parts)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(parts);
        name = Hdf5Names.Valid(name);
        Hdf5VirtualPart[] all = [.. parts];
        if (all.Length == 0)
        {
            throw new ArgumentException("A virtual dataset has parts.", nameof(parts));
        }

        Hdf5Virtual.Part[] checkedParts = [];
        Change(new Hdf5Place("Making", Path, name), place =>
        {
            Hdf5TypeBuilder.Check(T.Schema, place);
            Hdf5Names.CheckFree(_file, name, place);
            checkedParts = Array.ConvertAll(all, part => Hdf5Virtual.Check(_file, _transaction!.Target, part, T.Schema, place));
            return () => Hdf5Virtual.Create(_file, name, T.Schema, checkedParts, place);
        });
        return checkedParts.Sum(static part => part.Count);
    }

    private void Replace(string name, in Hdf5Rows rows, Hdf5Options? options)
    {
        name = Hdf5Names.Valid(name);
        var place = new Hdf5Place("Replacing", Path, name);
        string temporary;
        using (Lock.Scope use = EnterToWrite())
        {
            using Lock.Scope gate = Hdf5Gate.Enter();
            using Lock.Scope starts = ProcessStarts.Pause();
            Hdf5Names.CheckDataset(_file, name, place);
            temporary = Hdf5Names.FreeBeside(_file, name, place);
        }

        // What Write throws leaves the old one as it is.
        Write(temporary, rows, options);
        Change(place, place => () =>
        {
            place.Check(H5L.Delete(_file, name, _file.LinkAccess));
            Move(temporary, name, place);
        });
    }

    private void Move(string from, string to, in Hdf5Place place)
    {
        using Hdf5PropertyListHandle link = Hdf5Names.Links(place);
        place.Check(H5L.Move(_file, from, _file, to, link, _file.LinkAccess));
    }

    // What the check throws leaves the file as it is; what the change throws ends the transaction.
    private void Change(Hdf5Place place, Func<Hdf5Place, Action> check)
    {
        WaitForLoad();
        using Lock.Scope use = EnterToWrite();
        using Lock.Scope gate = Hdf5Gate.Enter();
        using Lock.Scope starts = ProcessStarts.Pause();
        Hdf5PropertyListHandle access = _file.LinkAccess;
        _file.LinkAccess = Hdf5LinkRefusal.Access(place); // other files are not part of the transaction
        try
        {
            Action change = check(place);
            try
            {
                change();
            }
            catch (Exception failure)
            {
                _failure = failure;
                throw;
            }
        }
        finally
        {
            _file.LinkAccess = access;
        }
    }

    private Lock.Scope EnterToWrite()
    {
        Lock.Scope use = _use.EnterScope();
        try
        {
            ThrowIfNotWritable();
            return use;
        }
        catch
        {
            use.Dispose();
            throw;
        }
    }
}
