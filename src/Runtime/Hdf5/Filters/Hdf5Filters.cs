using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>Ensures that a dataset's chunks can be decompressed, or throws early with a clear message. Called under the
/// lock.</summary>
internal static unsafe class Hdf5Filters
{
    private static bool _lzfRegistered;

    public static void Prepare(Hdf5DatasetHandle dataset, in Hdf5Place place)
    {
        const int NameSize = 64;
        byte* name = stackalloc byte[NameSize];
        using Hdf5PropertyListHandle creation = place.Check(H5D.GetCreationList(dataset));
        int count = place.Check(H5P.GetFilterCount(creation));
        for (uint i = 0; i < count; i++)
        {
            nuint none = 0;
            int filter = place.Check(H5P.GetFilter(creation, i, out _, ref none, null, NameSize - 1, name, out _));
            if (filter == Hdf5Lzf.Id && !_lzfRegistered)
            {
                place.Check(Hdf5Lzf.Register());
                _lzfRegistered = true;
            }

            if (H5Z.IsAvailable(filter) <= 0)
            {
                throw new Hdf5Exception(
                    $"{place} failed: it is compressed by filter {filter} ('{Marshal.PtrToStringUTF8((nint)name)}'), for which libhdf5 "
                        + $"{Hdf5Library.Version} has no plug-in. The environment variable HDF5_PLUGIN_PATH names the directory of "
                        + $"plug-ins.");
            }
        }
    }
}
