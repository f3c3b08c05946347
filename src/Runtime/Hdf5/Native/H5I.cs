using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary><c>H5Ipublic.h</c>: identifiers.</summary>
internal static partial class H5I
{
    /// <summary><c>H5I_GROUP</c> of <c>H5I_type_t</c>.</summary>
    internal const int Group = 2;

    /// <summary><c>H5I_DATASET</c> of <c>H5I_type_t</c>.</summary>
    internal const int Dataset = 5;

    /// <summary>Releases a reference to an object of any kind; the last one closes it.</summary>
    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Idec_ref")]
    internal static partial int DecRef(long id);

    /// <summary>The file that a dataset is in.</summary>
    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Iget_file_id")]
    internal static partial Hdf5FileHandle GetFile(Hdf5DatasetHandle dataset);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Iget_type")]
    internal static partial int GetType(Hdf5ObjectHandle thing);
}
