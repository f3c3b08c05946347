namespace SchemaToolkit;

/// <summary>The time in which datasets are loaded into a file one after the other. Nothing else is written meanwhile.</summary>
internal sealed class Hdf5Load(RecordHdf5 file) : IDisposable
{
    /// <summary>Writes a dataset of the load.</summary>
    /// <inheritdoc cref="RecordHdf5.Write{T}(string, IRecordOwner{T}, Hdf5Options?)"/>
    public void Write<T>(string name, IRecordOwner<T> records, Hdf5Options? options)
        where T : unmanaged, ISharedRecord<T>
        => file.Write(name, records, options, this);

    public void Dispose() => file.EndLoad(this);
}
