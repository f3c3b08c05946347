namespace SchemaToolkit;

#pragma warning disable CS1591
/// <summary>Writes a segment. (Being built.)</summary>
public sealed class SharedRecordWriter<T> where T : unmanaged, ISharedRecord<T>
{
    public void Add(T record) => throw new NotImplementedException();
}
