using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary><c>H5Spublic.h</c>: dataspaces, the shapes of datasets and selections in them.</summary>
internal static unsafe partial class H5S
{
    internal const int Scalar = 0;
    internal const int Simple = 1;
    internal const int Null = 2;

    private const int SelectSet = 0;

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Screate")]
    internal static partial Hdf5SpaceHandle Create(int @class);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Screate_simple")]
    internal static partial Hdf5SpaceHandle CreateSimple(int rank, in ulong rows, ulong* maximum = null);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Sget_simple_extent_type")]
    internal static partial int GetClass(Hdf5SpaceHandle space);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Sget_simple_extent_ndims")]
    internal static partial int GetRank(Hdf5SpaceHandle space);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Sget_simple_extent_dims")]
    internal static partial int GetDimensions(Hdf5SpaceHandle space, ulong* dimensions, ulong* maximum);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Sget_simple_extent_npoints")]
    internal static partial long GetPoints(Hdf5SpaceHandle space);

    /// <summary>The lengths of all dimensions; none of a single value, <see langword="null"/> if there is no value at all. The rank is
    /// checked by the library.</summary>
    internal static ulong[]? GetShape(Hdf5SpaceHandle space)
    {
        if (GetClass(space) == Null)
        {
            return null;
        }

        var shape = new ulong[Math.Max(0, GetRank(space))];
        fixed (ulong* first = shape)
        {
            _ = GetDimensions(space, first, null);
        }

        return shape;
    }

    /// <summary>The number of selected points; negative if it has no limit.</summary>
    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Sget_select_npoints")]
    internal static partial long GetSelectedPoints(Hdf5SpaceHandle space);

    /// <summary>The first and the last point of a selection, in every dimension.</summary>
    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Sget_select_bounds")]
    internal static partial int GetSelectedBounds(Hdf5SpaceHandle space, ulong* start, ulong* end);

    internal static int SelectRows(Hdf5SpaceHandle space, ulong start, ulong count)
        => Select(space, SelectSet, in start, null, in count, null);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Sselect_hyperslab")]
    private static partial int Select(Hdf5SpaceHandle space, int operation, in ulong start, ulong* stride, in ulong count, ulong* block);
}
