namespace SchemaToolkit;

/// <summary>
/// Appends records to a dataset that can grow. What <see cref="Append(ReadOnlySpan{T})"/> returned from is there after a kill at any
/// moment: it is in a journal beside the file until <see cref="Flush"/> or <see cref="Dispose"/> puts it into the file, which is
/// replaced in one step. So other programs see a whole earlier state at any time. Several threads may append.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
public sealed unsafe class Hdf5Appender<T> : IDisposable
    where T : unmanaged, ISharedRecord<T>
{
    private readonly Hdf5Appending _appending;

    internal Hdf5Appender(Hdf5Appending appending) => _appending = appending;

    /// <summary>The dataset's name, its groups included.</summary>
    public string Name => _appending.Name;

    /// <summary>The number of rows of the dataset, those that were appended included.</summary>
    public long Count => _appending.Count;

    /// <summary>Appends records. When it returns, they are safe from the end of this process; with
    /// <see cref="Durability.PowerLoss"/>, from that of the system too.</summary>
    /// <param name="records">The records; an array can be passed too.</param>
    /// <exception cref="IOException">They cannot be written, for example because the disk is full. What was appended before is
    /// safe.</exception>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    public void Append(ReadOnlySpan<T> records)
    {
        fixed (T* first = records)
        {
            _appending.Append(new Hdf5Rows(T.Schema, (byte*)first, records.Length));
        }
    }

    /// <summary>Appends one record. Many together are much faster.</summary>
    /// <param name="record">The record.</param>
    /// <inheritdoc cref="Append(ReadOnlySpan{T})"/>
    public void Append(in T record) => Append(new ReadOnlySpan<T>(in record));

    /// <param name="records">The owner of the records, which may be any number; it is kept alive, not disposed.</param>
    /// <inheritdoc cref="Append(ReadOnlySpan{T})"/>
    public void Append(IRecordOwner<T> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        using RecordLoan<T> loan = records.Borrow();
        _appending.Append(new Hdf5Rows(T.Schema, (byte*)loan.First, loan.Count));
    }

    /// <summary>Puts all that was appended into the file, for every program to see. It replaces the file by a copy with the new rows, so
    /// it takes as long as copying the file does; file systems that can share bytes (btrfs, XFS) make that short.</summary>
    /// <exception cref="IOException">The file cannot be written. What was appended is safe in the journal.</exception>
    /// <exception cref="Hdf5Exception">libhdf5 failed; the same.</exception>
    /// <exception cref="SchemaMismatchException">Another program has replaced the dataset by one of another type; the same.</exception>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    public void Flush() => _appending.Flush();

    /// <summary>Does what <see cref="Flush"/> does and ends. If that fails, the next program that appends to the file or edits it does
    /// it.</summary>
    /// <exception cref="IOException">The file cannot be written. What was appended is safe in the journal.</exception>
    /// <exception cref="Hdf5Exception">libhdf5 failed; the same.</exception>
    public void Dispose() => _appending.Dispose();
}
