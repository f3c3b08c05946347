namespace SchemaToolkit;

/// <summary>A value of a file that a field of the record cannot hold, thrown to where the file's name is known.</summary>
/// <param name="row">Its row.</param>
/// <param name="field">The field.</param>
/// <param name="value">The value, in words.</param>
/// <param name="type">What the field holds.</param>
internal sealed class Hdf5UnfitException(long row, string field, string value, string type)
    : Exception($"field '{field}' of row {row} is {value}, which does not fit {type}")
{
    /// <summary>The same in another row.</summary>
    public Hdf5UnfitException InRow(long other) => new(other, field, value, type);
}
