using System.Buffers.Binary;
using System.Diagnostics;

namespace SchemaToolkit;

/// <summary>Builds the HDF5 type of a record as h5py does from the numpy dtype, so that h5py reads it as that dtype. Called
/// under the lock.</summary>
internal static unsafe class Hdf5TypeBuilder
{
    // A message of an object's header has less than 64 KiB.
    private const int LargestDescription = 65_500;

    /// <summary>Throws if HDF5 has no type for a field of a record.</summary>
    /// <exception cref="NotSupportedException">A field is UTF-32 text, or has a name or a shape that HDF5 cannot have.</exception>
    public static void Check(RecordSchema schema, in Hdf5Place place, string path = "")
    {
        foreach (FieldSchema field in schema.Fields)
        {
            const int MostDimensions = 32;
            FieldType type = FieldBytes.Innermost(field.Type);
            string? fault = type.Kind == FieldKind.Utf32Text
                ? $"is {type}, and HDF5 has no UTF-32 text. Declare the field as S text (UTF-8: S10, or [FixedText(n)]) instead"
                : field.Name.Length == 0 || field.Name.Contains('\0') ? "has a name that HDF5 cannot have: it is empty, or holds a NUL"
                : field.Type.Shape.Length > MostDimensions ? $"has {field.Type.Shape.Length} dimensions, and HDF5 has arrays of at most {MostDimensions}"
                : null;
            if (fault is not null)
            {
                throw new NotSupportedException($"{place} as {schema.Name} records is not possible: field '{path}{field.Name}' {fault}.");
            }

            if (type.Kind == FieldKind.Record)
            {
                Check(type.Record!, place, $"{path}{field.Name}.");
            }
        }
    }

    /// <summary>The compound type of a record, as the type of a dataset.</summary>
    /// <exception cref="NotSupportedException">Its description does not fit the header of a dataset.</exception>
    public static Hdf5TypeHandle Row(RecordSchema schema, bool opaqueTimes, in Hdf5Place place)
    {
        Hdf5TypeHandle compound = Compound(schema, opaqueTimes, place);
        try
        {
            nuint size = 0;
            place.Check(H5T.Encode(compound, null, ref size));
            return size <= LargestDescription
                ? compound
                : throw new NotSupportedException(
                    $"{place} as {schema.Name} records is not possible: the names and types of its fields take {size} bytes, and HDF5 has "
                        + $"{LargestDescription} for them. Make arrays of fields of one type, shorten names, or write several records.");
        }
        catch
        {
            compound.Dispose();
            throw;
        }
    }

    /// <summary>The compound type of a record.</summary>
    public static Hdf5TypeHandle Compound(RecordSchema schema, bool opaqueTimes, in Hdf5Place place)
    {
        Hdf5TypeHandle compound = place.Check(H5T.Create(Hdf5TypeClass.Compound, (nuint)schema.Size));
        try
        {
            foreach (FieldSchema field in schema.Fields)
            {
                using Hdf5TypeHandle member = Of(field.Type, opaqueTimes, place);
                place.Check(H5T.Insert(compound, field.Name, (nuint)field.Offset, member));
            }

            return compound;
        }
        catch
        {
            compound.Dispose();
            throw;
        }
    }

    /// <summary>A complex number of two floats: h5py's compound of <c>r</c> and <c>i</c>.</summary>
    public static Hdf5TypeHandle Complex(int size, Hdf5TypeHandle part, in Hdf5Place place)
        => Changed(place.Check(H5T.Create(Hdf5TypeClass.Compound, (nuint)size)), place, [
            type => H5T.Insert(type, "r", 0, part),
            type => H5T.Insert(type, "i", (nuint)size / 2, part)]);

    /// <summary>A sub-array of any number of dimensions.</summary>
    public static Hdf5TypeHandle Array(Hdf5TypeHandle element, ReadOnlySpan<ulong> dimensions, in Hdf5Place place)
    {
        fixed (ulong* first = dimensions)
        {
            return place.Check(H5T.CreateArray(element, (uint)dimensions.Length, first));
        }
    }

    /// <summary>Text of varying length in UTF-8, which h5py reads as <c>str</c>: for attributes.</summary>
    public static Hdf5TypeHandle VariableText(in Hdf5Place place)
        => Changed(place.Check(H5T.Copy(H5T.CString)), place, [
            static type => H5T.SetSize(type, H5T.Variable),
            static type => H5T.SetCharacterSet(type, H5T.Utf8)]);

    /// <summary>The tag of a time in h5py's opaque form, with numpy's name of its dtype.</summary>
    public static string TimeTag(FieldType type) => "NUMPY:" + type.NumpyType;

    public static bool IsSigned(FieldKind integer) => integer is FieldKind.SByte or FieldKind.Int16 or FieldKind.Int32 or FieldKind.Int64;

    /// <summary>The type of a field.</summary>
    public static Hdf5TypeHandle Of(FieldType type, bool opaqueTimes, in Hdf5Place place)
    {
        switch (type.Kind)
        {
            case <= FieldKind.UInt64:
                return type.EnumMembers.IsEmpty ? Integer(type, place) : Enum(type, type.EnumMembers, place);
            case FieldKind.Half:
                return Half(type.IsBigEndian, place);
            case FieldKind.Single:
                return place.Check(H5T.Copy(H5T.Single(type.IsBigEndian)));
            case FieldKind.Double:
                return place.Check(H5T.Copy(H5T.Double(type.IsBigEndian)));
            case FieldKind.Boolean:
                return Enum(FieldType.SByte, [new EnumMember("FALSE", 0), new EnumMember("TRUE", 1)], place);
            case FieldKind.Text:
                return Changed(place.Check(H5T.Copy(H5T.CString)), place, [
                    text => H5T.SetSize(text, (nuint)type.Size),
                    static text => H5T.SetPadding(text, H5T.NullPadded)]);
            case FieldKind.Complex64 or FieldKind.Complex128:
                using (Hdf5TypeHandle part = place.Check(
                    H5T.Copy(type.Kind == FieldKind.Complex64 ? H5T.Single(type.IsBigEndian) : H5T.Double(type.IsBigEndian))))
                {
                    return Complex(type.Size, part, place);
                }

            case FieldKind.Datetime64 or FieldKind.Timedelta64:
                return opaqueTimes
                    ? Changed(place.Check(H5T.Create(Hdf5TypeClass.Opaque, sizeof(long))), place, [time => H5T.SetTag(time, TimeTag(type))])
                    : place.Check(H5T.Copy(H5T.Integer(sizeof(long), signed: true, type.IsBigEndian)));
            case FieldKind.Record:
                return Compound(type.Record!, opaqueTimes, place);
            case FieldKind.Array:
                using (Hdf5TypeHandle element = Of(FieldBytes.Innermost(type), opaqueTimes, place))
                {
                    return Array(element, [.. type.Shape.Select(static n => (ulong)n)], place);
                }

            default:
                throw new UnreachableException();
        }
    }

    private static Hdf5TypeHandle Integer(FieldType type, in Hdf5Place place)
        => place.Check(H5T.Copy(H5T.Integer(type.Size, IsSigned(type.Kind), type.IsBigEndian)));

    // HDF5 has a predefined 16-bit float only since 1.14.4; this one is the same, and the same as h5py's, in every version.
    private static Hdf5TypeHandle Half(bool bigEndian, in Hdf5Place place)
        => Changed(place.Check(H5T.Copy(H5T.Single(bigEndian))), place, [
            static half => H5T.SetFields(half, 15, 10, 5, 0, 10),
            static half => H5T.SetSize(half, 2),
            static half => H5T.SetExponentBias(half, 15)]);

    // A second name of a value is left out: HDF5's enums have one name per value.
    private static Hdf5TypeHandle Enum(FieldType integer, IEnumerable<EnumMember> members, in Hdf5Place place)
    {
        using Hdf5TypeHandle underlying = Integer(integer, place);
        Hdf5TypeHandle type = place.Check(H5T.CreateEnum(underlying));
        try
        {
            foreach (EnumMember member in members.DistinctBy(static member => member.Value))
            {
                long value = integer.IsBigEndian
                    ? BinaryPrimitives.ReverseEndianness(member.Value) >> (64 - (8 * integer.Size))
                    : member.Value;
                place.Check(H5T.InsertEnum(type, member.Name, &value));
            }

            return type;
        }
        catch
        {
            type.Dispose();
            throw;
        }
    }

    private static Hdf5TypeHandle Changed(Hdf5TypeHandle type, in Hdf5Place place, ReadOnlySpan<Func<Hdf5TypeHandle, int>> changes)
    {
        try
        {
            foreach (Func<Hdf5TypeHandle, int> change in changes)
            {
                place.Check(change(type));
            }

            return type;
        }
        catch
        {
            type.Dispose();
            throw;
        }
    }
}
