using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary><c>H5Tpublic.h</c>: datatypes.</summary>
internal static unsafe partial class H5T
{
    internal const int LittleEndian = 0;
    internal const int BigEndian = 1;
    internal const int Unsigned = 0;
    internal const int NullPadded = 1;
    internal const int BlankPadded = 2;
    internal const int Utf8 = 1;

    /// <summary>The size that means a string of varying length.</summary>
    internal static readonly nuint Variable = nuint.MaxValue;

    internal static readonly long CString = Hdf5Library.Global("H5T_C_S1_g");

    // 1, 2, 4 and 8 bytes at log2 of the size; little endian, then big endian.
    private static readonly long[] _signed = Family("H5T_STD_I8", "H5T_STD_I16", "H5T_STD_I32", "H5T_STD_I64");
    private static readonly long[] _unsigned = Family("H5T_STD_U8", "H5T_STD_U16", "H5T_STD_U32", "H5T_STD_U64");
    private static readonly long[] _float = Family("H5T_IEEE_F32", "H5T_IEEE_F64");

    internal static long Integer(int size, bool signed, bool bigEndian)
        => (signed ? _signed : _unsigned)[int.Log2(size) + (bigEndian ? 4 : 0)];

    internal static long Single(bool bigEndian) => _float[bigEndian ? 2 : 0];

    internal static long Double(bool bigEndian) => _float[bigEndian ? 3 : 1];

    internal static string GetMemberName(Hdf5TypeHandle type, int index) => H5.TakeString(MemberName(type, (uint)index));

    internal static string GetTag(Hdf5TypeHandle type) => H5.TakeString(Tag(type));

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tcreate")]
    internal static partial Hdf5TypeHandle Create(Hdf5TypeClass @class, nuint size);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tcopy")]
    internal static partial Hdf5TypeHandle Copy(long type);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tcopy")]
    internal static partial Hdf5TypeHandle Copy(Hdf5TypeHandle type);

    /// <summary>Describes a type in bytes, or tells how many they would be.</summary>
    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tencode")]
    internal static partial int Encode(Hdf5TypeHandle type, void* buffer, ref nuint size);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tequal")]
    internal static partial int Equal(Hdf5TypeHandle left, Hdf5TypeHandle right);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tinsert", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Insert(Hdf5TypeHandle compound, string name, nuint offset, Hdf5TypeHandle member);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tenum_create")]
    internal static partial Hdf5TypeHandle CreateEnum(Hdf5TypeHandle integer);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tenum_insert", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int InsertEnum(Hdf5TypeHandle type, string name, void* value);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tarray_create2")]
    internal static partial Hdf5TypeHandle CreateArray(Hdf5TypeHandle element, uint rank, ulong* dimensions);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tset_tag", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetTag(Hdf5TypeHandle type, string tag);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tset_size")]
    internal static partial int SetSize(Hdf5TypeHandle type, nuint size);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tset_strpad")]
    internal static partial int SetPadding(Hdf5TypeHandle type, int padding);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_strpad")]
    internal static partial int GetPadding(Hdf5TypeHandle type);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tset_cset")]
    internal static partial int SetCharacterSet(Hdf5TypeHandle type, int set);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tset_fields")]
    internal static partial int SetFields(
        Hdf5TypeHandle type,
        nuint sign,
        nuint exponent,
        nuint exponentBits,
        nuint mantissa,
        nuint mantissaBits);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tset_ebias")]
    internal static partial int SetExponentBias(Hdf5TypeHandle type, nuint bias);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_class")]
    internal static partial Hdf5TypeClass GetClass(Hdf5TypeHandle type);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_size")]
    internal static partial nuint GetSize(Hdf5TypeHandle type);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_order")]
    internal static partial int GetOrder(Hdf5TypeHandle type);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_sign")]
    internal static partial int GetSign(Hdf5TypeHandle type);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_precision")]
    internal static partial nuint GetPrecision(Hdf5TypeHandle type);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_fields")]
    internal static partial int GetFields(
        Hdf5TypeHandle type,
        out nuint sign,
        out nuint exponent,
        out nuint exponentBits,
        out nuint mantissa,
        out nuint mantissaBits);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_ebias")]
    internal static partial nuint GetExponentBias(Hdf5TypeHandle type);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tis_variable_str")]
    internal static partial int IsVariableString(Hdf5TypeHandle type);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_nmembers")]
    internal static partial int GetMemberCount(Hdf5TypeHandle type);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_member_index", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int GetMemberIndex(Hdf5TypeHandle type, string name);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_member_type")]
    internal static partial Hdf5TypeHandle GetMemberType(Hdf5TypeHandle type, uint index);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_member_offset")]
    internal static partial nuint GetMemberOffset(Hdf5TypeHandle type, uint index);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_member_value")]
    internal static partial int GetMemberValue(Hdf5TypeHandle type, uint index, void* value);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_super")]
    internal static partial Hdf5TypeHandle GetSuper(Hdf5TypeHandle type);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_array_ndims")]
    internal static partial int GetArrayRank(Hdf5TypeHandle type);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_array_dims2")]
    internal static partial int GetArrayDimensions(Hdf5TypeHandle type, ulong* dimensions);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_member_name")]
    private static partial byte* MemberName(Hdf5TypeHandle type, uint index);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Tget_tag")]
    private static partial byte* Tag(Hdf5TypeHandle type);

    private static long[] Family(params string[] names)
        => [.. names.Select(
            static name => Hdf5Library.Global(name + "LE_g")), .. names.Select(static name => Hdf5Library.Global(name + "BE_g"))];
}
