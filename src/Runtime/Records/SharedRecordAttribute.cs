namespace SchemaToolkit;

/// <summary>
/// Makes a partial struct a record: the same bytes are a C# struct, a row of a text table, an element of a
/// shared-memory segment or <c>.npy</c> array, and a row of an HDF5 compound dataset.
/// </summary>
/// <remarks>
/// The struct's public fields are the record's fields, in declaration order; the source generator writes the layout,
/// the schema, a constructor, equality and the typed columns beside them.
/// </remarks>
[AttributeUsage(AttributeTargets.Struct, Inherited = false)]
public sealed class SharedRecordAttribute : Attribute
{
    /// <summary>Declares a record by its public fields.</summary>
    public SharedRecordAttribute()
    {
    }

    /// <summary>How the fields are laid out; packed, as numpy does by default, unless said otherwise.</summary>
    public RecordLayout Layout { get; init; }
}

/// <summary>How the fields of a record are laid out in memory.</summary>
public enum RecordLayout
{
    /// <summary>One field directly after the other, as numpy lays out a structured dtype by default.</summary>
    Packed,

    /// <summary>Each field at a multiple of its own alignment, as <c>np.dtype(..., align=True)</c> and C do.</summary>
    Aligned,
}
