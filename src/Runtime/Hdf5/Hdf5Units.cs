using System.Runtime.InteropServices;
using System.Text;

namespace SchemaToolkit;

/// <summary>The units of columns that are times stored as integers. Each is an attribute of the dataset, which h5py reads as
/// a <c>str</c> that <c>ndarray.astype</c> accepts. Called under the lock.</summary>
internal static unsafe class Hdf5Units
{
    /// <summary>The name of a column's attribute; in a nested record, with the path: <c>start.when.units</c>.</summary>
    public static string AttributeOf(string column) => column + ".units";

    /// <summary>The value of the attribute for a column of this type.</summary>
    public static string Of(FieldType type) => $"{(type.Kind == FieldKind.Datetime64 ? "datetime64" : "timedelta64")}[{type.Unit.Code()}]";

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
                Write(dataset, AttributeOf(path + field.Name), Of(type), place);
            }
        }
    }

    /// <summary>The unit of a column, or <see langword="null"/> if the dataset does not give it.</summary>
    public static string? Read(Hdf5DatasetHandle dataset, string column, in Hdf5Place place)
    {
        string name = AttributeOf(column);
        if (place.Check(H5A.Exists(dataset, name)) == 0)
        {
            return null;
        }

        using Hdf5AttributeHandle attribute = place.Check(H5A.Open(dataset, name, Hdf5PropertyListHandle.Default));
        using Hdf5TypeHandle type = place.Check(H5A.GetType(attribute));
        using Hdf5SpaceHandle space = place.Check(H5A.GetSpace(attribute));
        if (H5T.GetClass(type) != Hdf5TypeClass.String || H5S.GetClass(space) != H5S.Scalar)
        {
            return null;
        }

        if (H5T.IsVariableString(type) > 0)
        {
            byte* text = null;
            place.Check(H5A.Read(attribute, type, &text));
            return text == null ? null : H5.TakeString(text);
        }

        byte[] bytes = new byte[checked((int)H5T.GetSize(type))];
        fixed (byte* first = bytes)
        {
            place.Check(H5A.Read(attribute, type, first));
        }

        return Encoding.UTF8.GetString(bytes).TrimEnd('\0', ' ');
    }

    private static void Write(Hdf5DatasetHandle dataset, string name, string value, in Hdf5Place place)
    {
        using Hdf5TypeHandle type = Hdf5TypeBuilder.VariableText(place);
        using Hdf5SpaceHandle space = place.Check(H5S.Create(H5S.Scalar));
        using Hdf5AttributeHandle attribute = place.Check(
            H5A.Create(dataset, name, type, space, Hdf5PropertyListHandle.Default, Hdf5PropertyListHandle.Default));
        nint text = Marshal.StringToCoTaskMemUTF8(value);
        try
        {
            place.Check(H5A.Write(attribute, type, &text));
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
        }
    }
}
