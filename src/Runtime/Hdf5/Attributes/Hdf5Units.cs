namespace SchemaToolkit;

/// <summary>The units of columns that are times stored as integers. Each is an attribute of the dataset, which h5py reads as
/// a <c>str</c> that <c>ndarray.astype</c> accepts. Called under the lock.</summary>
internal static class Hdf5Units
{
    /// <summary>Writes the attributes of all times of a record.</summary>
    public static void WriteAll(Hdf5DatasetHandle dataset, RecordSchema schema, in Hdf5Place place, string path = "")
    {
        foreach (FieldSchema field in schema.Fields)
        {
            FieldType type = FieldBytes.Innermost(field.Type);
            if (type.Kind == FieldKind.Record)
            {
                WriteAll(dataset, type.Record!, place, path + field.Name + ".");
            }
            else if (type.Kind is FieldKind.Datetime64 or FieldKind.Timedelta64)
            {
                new Hdf5AttributeValue(dataset, Hdf5UnitText.AttributeOf(path + field.Name), place).Write([Hdf5UnitText.Of(type)], isArray: false);
            }
        }
    }

    /// <summary>The unit of a column, or <see langword="null"/> if the dataset does not give it.</summary>
    public static string? Read(Hdf5DatasetHandle dataset, string column, in Hdf5Place place)
    {
        var attribute = new Hdf5AttributeValue(dataset, Hdf5UnitText.AttributeOf(column), place);
        return attribute.Exists && attribute.Texts() is [var unit] ? unit : null;
    }
}
