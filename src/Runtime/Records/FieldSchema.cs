namespace SchemaToolkit;

/// <summary>One field of a record.</summary>
/// <param name="Name">The column's name: in a numpy dtype, a text header, an HDF5 compound.</param>
/// <param name="MemberName">The C# field's name.</param>
/// <param name="Offset">Bytes from the start of the record.</param>
/// <param name="Type">The dtype.</param>
public sealed record FieldSchema(string Name, string MemberName, int Offset, FieldType Type)
{
    /// <summary>Bytes of the field.</summary>
    public int Size => Type.Size;
}
