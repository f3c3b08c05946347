using System.Collections.Immutable;

namespace SchemaToolkit;

/// <summary>Makes a schema of the type of a dataset: the dtype that h5py reads, with the units of times that attributes give. The
/// type was checked. Called under the lock.</summary>
internal sealed class Hdf5SchemaReader(Hdf5DatasetHandle dataset, Hdf5Place place)
{
    /// <summary>The schema of a compound.</summary>
    /// <exception cref="SchemaMismatchException">A member is of a type that a record cannot have.</exception>
    public RecordSchema Read(Hdf5TypeHandle compound) => Record(compound, "");

    private RecordSchema Record(Hdf5TypeHandle compound, string path)
    {
        var fields = new List<FieldSchema>();
        for (int i = 0; i < H5T.GetMemberCount(compound); i++)
        {
            string name = H5T.GetMemberName(compound, i);
            using Hdf5TypeHandle member = place.Check(H5T.GetMemberType(compound, (uint)i));
            fields.Add(new FieldSchema(name, name, (int)H5T.GetMemberOffset(compound, (uint)i), Field(member, path + name)));
        }

        try
        {
            ImmutableArray<FieldSchema> ordered = [.. fields.OrderBy(static field => field.Offset)];
            return new RecordSchema("dtype", (int)H5T.GetSize(compound), 1, ordered);
        }
        catch (ArgumentException e)
        {
            throw new SchemaMismatchException($"{place} as a table is not possible: {e.Message} It holds {Hdf5TypeText.Of(compound)}.");
        }
    }

    private FieldType Field(Hdf5TypeHandle type, string path)
    {
        switch (H5T.GetClass(type))
        {
            case Hdf5TypeClass.Compound when !Hdf5TypeMatch.IsComplex(type):
                return FieldType.Nested(Record(type, path + "."));
            case Hdf5TypeClass.Array:
                using (Hdf5TypeHandle inner = place.Check(H5T.GetSuper(type)))
                {
                    FieldType element = Field(inner, path);
                    foreach (ulong length in Hdf5TypeMatch.Dimensions(type).Reverse())
                    {
                        element = FieldType.Array(element, checked((int)length));
                    }

                    return element;
                }

            case Hdf5TypeClass.Enum when !Hdf5TypeMatch.IsBoolean(type):
                using (Hdf5TypeHandle integer = place.Check(H5T.GetSuper(type)))
                {
                    return FieldType.Enum(Field(integer, path), [.. Hdf5TypeMatch.Members(type).Select(static m => new EnumMember(m.Name, m.Value))]);
                }
        }

        if (H5T.GetClass(type) == Hdf5TypeClass.String && H5T.IsVariableString(type) <= 0)
        {
            return FieldType.Text((int)H5T.GetSize(type));
        }

        FieldType? field = SchemaReader.TryScalar(Hdf5TypeText.Descr(type).Trim('\''))
            ?? throw new SchemaMismatchException(
                $"{place} as a table is not possible: column '{path}' is {Hdf5TypeText.Of(type)}, which no field can be. "
                    + $"A record of the other columns can read them.");
        // Other words are units of quantities: hours, litres.
        return field.Kind == FieldKind.Int64
            && Hdf5Units.Read(dataset, path, place) is { } unit
            && (unit.StartsWith("datetime64[", StringComparison.Ordinal) || unit.StartsWith("timedelta64[", StringComparison.Ordinal))
            ? SchemaReader.TryScalar($"{(field.IsBigEndian ? ">" : "<")}{unit}") ?? field
            : field;
    }
}
