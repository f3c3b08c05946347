namespace SchemaToolkit;

/// <summary>Rows that stay mapped until this is disposed, even if another thread disposes their table.</summary>
internal sealed unsafe class TableLoan : IDisposable
{
    private readonly MappedRows _rows;
    private int _isReturned;

    /// <exception cref="ObjectDisposedException">They are not mapped any more.</exception>
    public TableLoan(MappedRows rows)
    {
        bool isHeld = false;
        rows.Mapping.DangerousAddRef(ref isHeld);
        _rows = rows;
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
    }
}
