namespace SchemaToolkit;

/// <summary>
/// Makes a partial struct a record: the same bytes are a C# struct, a row of a text table, an element of a
/// shared-memory segment or <c>.npy</c> array, and a row of an HDF5 compound dataset.
/// </summary>
/// <remarks>
/// The record's fields are the struct's public fields, in declaration order, or those of a numpy dtype. The source generator
/// adds the layout, the schema, a constructor, equality and the typed columns.
/// </remarks>
[AttributeUsage(AttributeTargets.Struct, Inherited = false)]
public sealed class SharedRecordAttribute : Attribute
{
    /// <summary>Declares a record by its public fields.</summary>
    public SharedRecordAttribute()
    {
    }

    /// <summary>Declares a record by a numpy dtype; the generator writes the fields, with the names of the dtype.</summary>
    /// <param name="dtype">
    /// <c>chr S10, pos i4</c>, or any form that numpy prints or accepts: <c>[('chr', 'S10'), ('pos', '&lt;i4')]</c>,
    /// <c>{'names': [...], 'formats': [...], 'offsets': [...], 'itemsize': 20}</c>, <c>S10,&lt;i4,f4</c> (fields f0, f1, f2).
    /// </param>
    public SharedRecordAttribute(string dtype) => Dtype = dtype;

    /// <summary>The dtype that declares the record; <see langword="null"/> when its fields declare it.</summary>
    public string? Dtype { get; }

    /// <summary>How the fields are laid out; packed by default, as in numpy.</summary>
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
