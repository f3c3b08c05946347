namespace SchemaToolkit;

/// <summary>A dataset that is written in batches, whose rows nobody has counted. Until it is disposed, nothing else is written to the
/// file. If it is not complete then, the dataset is removed and the transaction goes on.</summary>
internal sealed unsafe class Hdf5Batches(RecordHdf5 file, Hdf5BatchSink sink) : IDisposable
{
    private bool _isOver;

    /// <summary>Adds rows.</summary>
    public void Add<T>(ReadOnlySpan<T> records)
        where T : unmanaged, ISharedRecord<T>
    {
        fixed (T* first = records)
        {
            Add(new Hdf5Rows(T.Schema, (byte*)first, records.Length));
        }
    }

    /// <summary>Adds rows, any number of them.</summary>
    public void Add<T>(IRecordOwner<T> records)
        where T : unmanaged, ISharedRecord<T>
    {
        using RecordLoan<T> loan = records.Borrow();
        Add(new Hdf5Rows(T.Schema, (byte*)loan.First, loan.Count));
    }

    /// <summary>Completes the dataset.</summary>
    /// <returns>The number of its rows.</returns>
    public long Complete()
    {
        file.Step(this, sink.Complete);
        _isOver = true;
        file.End(this, null);
        return sink.Count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isOver)
        {
            _isOver = true;
            file.End(this, sink.TryRemove);
        }
    }

    private void Add(Hdf5Rows rows)
    {
        if (rows.Count > 0)
        {
            file.Step(this, () => sink.Add(rows));
        }
    }
}
