namespace SchemaToolkit;

/// <summary>Rows that stay mapped until this is disposed, even if another thread disposes their table.</summary>
internal sealed unsafe class TableLoan : IDisposable
{
    private readonly MappedRows _rows;
    private int _isReturned;

    /// <exception cref="ObjectDisposedException">They are not mapped any more.</exception>
    public TableLoan(MappedRows rows)
    {
        rows.Mapping.CheckLength();
        bool isHeld = false;
        rows.Mapping.DangerousAddRef(ref isHeld);
        _rows = rows;
    }

    /// <summary>Returns what was forgotten, but only if no span of it can be in use.</summary>
    ~TableLoan()
    {
        if (_rows is { Mapping.IsHandedOut: false })
        {
            Dispose();
        }
        else if (_rows is not null && Volatile.Read(ref _isReturned) == 0)
        {
            AbandonedMemory.Report(_rows.Place, _rows.Count * _rows.Schema.Size, _rows.Mapping.About);
        }
    }

    public RecordSchema Schema => _rows.Schema;

    public byte* First => _rows.First;

    public long Count => _rows.Count;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReturned, 1) == 0)
        {
            _rows.Mapping.DangerousRelease();
        }

        GC.SuppressFinalize(this);
    }
}
