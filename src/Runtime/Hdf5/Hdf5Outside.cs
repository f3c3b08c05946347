using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>Checks what a dataset takes from other files, before libhdf5 does: it looks for them in several places, and takes zeros for
/// what it does not find. Called under the lock.</summary>
internal static unsafe class Hdf5Outside
{
    private const int DeepestSource = 16;

    /// <summary>Checks the files of a dataset.</summary>
    /// <exception cref="RecordFormatException">One is not allowed, is missing, or has not what the dataset wants of it.</exception>
    /// <returns>Whether its rows are in files that are no HDF5 files.</returns>
    public static bool Check(Hdf5DatasetHandle dataset, string path, Hdf5ReadOptions options, in Hdf5Place place)
    {
        using Hdf5PropertyListHandle creation = place.Check(H5D.GetCreationList(dataset));
        Check(creation, Hdf5Pending.TargetOf(path), options, 0, place);
        return H5P.GetLayout(creation) == H5D.Contiguous && H5P.GetExternalCount(creation) > 0;
    }

    /// <summary>Whether it depends on other files how many rows a virtual dataset has.</summary>
    public static bool IsOpenEnded(Hdf5PropertyListHandle creation, in Hdf5Place place)
    {
        place.Check(H5P.GetVirtualCount(creation, out nuint count));
        for (nuint i = 0; i < count; i++)
        {
            using Hdf5SpaceHandle space = place.Check(H5P.GetVirtualSpace(creation, i));
            if (H5S.GetSelectedPoints(space) < 0 || Name(creation, i, isFile: true, place).Contains('%'))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>No more rows than this of a virtual dataset are in other datasets.</summary>
    public static long Rows(Hdf5PropertyListHandle creation, long rows, in Hdf5Place place)
    {
        UInt128 total = 0;
        place.Check(H5P.GetVirtualCount(creation, out nuint count));
        for (nuint i = 0; i < count; i++)
        {
            using Hdf5SpaceHandle space = place.Check(H5P.GetVirtualSpace(creation, i));
            long points = H5S.GetSelectedPoints(space);
            total += (UInt128)(points < 0 ? rows : points);
        }

        return (long)UInt128.Min(total, (UInt128)rows);
    }

    private static void Check(Hdf5PropertyListHandle creation, string path, Hdf5ReadOptions options, int depth, in Hdf5Place place)
    {
        int layout = place.Check(H5P.GetLayout(creation));
        if (layout == H5D.Contiguous)
        {
            CheckStorage(creation, path, options, place);
        }
        else if (layout == H5D.Virtual)
        {
            if (depth > DeepestSource)
            {
                throw new RecordFormatException($"{place} is not possible: it is made of virtual datasets more than {DeepestSource} deep.");
            }

            place.Check(H5P.GetVirtualCount(creation, out nuint count));
            for (nuint i = 0; i < count; i++)
            {
                CheckSource(creation, i, path, options, depth, place);
            }
        }
    }

    private static void CheckStorage(Hdf5PropertyListHandle creation, string path, Hdf5ReadOptions options, in Hdf5Place place)
    {
        const int LongestName = 1 << 16;
        int count = place.Check(H5P.GetExternalCount(creation));
        for (uint i = 0; i < count; i++)
        {
            byte[] bytes = new byte[LongestName];
            long offset;
            ulong size;
            fixed (byte* first = bytes)
            {
                place.Check(H5P.GetExternal(creation, i, LongestName - 1, first, out offset, out size));
            }

            string name = Text(bytes);
            if (!options.AllowExternalStorage)
            {
                throw new RecordFormatException(
                    $"{place} is not possible: its rows are in another file, '{name}'. {nameof(Hdf5ReadOptions)}."
                        + $"{nameof(Hdf5ReadOptions.AllowExternalStorage)} reads them; that is for files you trust.");
            }

            string other = Path.Combine(Path.GetDirectoryName(path)!, name);
            long length = File.Exists(other) ? new FileInfo(other).Length : throw Missing(name, other, place);
            if (offset < 0 || (UInt128)offset + size > (UInt128)length)
            {
                throw new RecordFormatException(
                    $"{place} is not possible: it claims {size} bytes from byte {offset} of {other} on, which has {length} bytes.");
            }
        }
    }

    private static void CheckSource(
        Hdf5PropertyListHandle creation,
        nuint index,
        string path,
        Hdf5ReadOptions options,
        int depth,
        Hdf5Place place)
    {
        string name = Name(creation, index, isFile: true, place);
        string dataset = Name(creation, index, isFile: false, place);
        string directory = Path.GetDirectoryName(path)!;
        string other = name == "." ? path : Path.GetFullPath(Path.Combine(directory, name));
        if (name != "." && !options.AllowExternalSources && !IsBelow(directory, name, other))
        {
            throw new RecordFormatException(
                $"{place} is not possible: a part of it is in '{name}', which is not at or below the file's own directory. "
                    + $"{nameof(Hdf5ReadOptions)}.{nameof(Hdf5ReadOptions.AllowExternalSources)} reads it; that is for files you trust.");
        }

        if (name.Contains('%') || dataset.Contains('%'))
        {
            // A pattern for any number of files.
            if (!options.AllowExternalSources)
            {
                throw new RecordFormatException(
                    $"{place} is not possible: parts of it are in any number of files, '{name}'. {nameof(Hdf5ReadOptions)}."
                        + $"{nameof(Hdf5ReadOptions.AllowExternalSources)} reads those that are there.");
            }

            return;
        }

        if (!File.Exists(other))
        {
            throw Missing(name, other, place);
        }

        using Hdf5FileHandle file = H5F.Open(other, H5F.ReadOnly, Hdf5PropertyListHandle.Default);
        if (file.IsInvalid)
        {
            throw (place with { Path = other }).Damaged();
        }

        Hdf5Descriptor.CloseOnExec(file);
        file.LinkAccess = options.AllowExternalLinks ? Hdf5PropertyListHandle.Default : Hdf5LinkRefusal.Access(place);
        var source = new Hdf5Place($"{place.Doing} a part of dataset '{place.Dataset}' of {place.Path}:", other, dataset.TrimStart('/'));
        Hdf5Names.CheckDataset(file, dataset.TrimStart('/'), source);
        using Hdf5DatasetHandle opened = H5D.Open(file, dataset, Hdf5PropertyListHandle.Default);
        if (opened.IsInvalid)
        {
            throw source.Damaged();
        }

        using Hdf5PropertyListHandle sourceCreation = source.Check(H5D.GetCreationList(opened));
        Check(sourceCreation, Hdf5Pending.TargetOf(other), options, depth + 1, source);
        CheckExtent(creation, index, opened, source);
    }

    // What is beyond the source's end would be zeros.
    private static void CheckExtent(Hdf5PropertyListHandle creation, nuint index, Hdf5DatasetHandle dataset, in Hdf5Place source)
    {
        using Hdf5SpaceHandle wanted = source.Check(H5P.GetSourceSpace(creation, index));
        using Hdf5SpaceHandle there = source.Check(H5D.GetSpace(dataset));
        ulong[] shape = H5S.GetShape(there) ?? [];
        if (H5S.GetSelectedPoints(wanted) < 0)
        {
            return;
        }

        int rank = Math.Max(1, H5S.GetRank(wanted));
        ulong* start = stackalloc ulong[rank];
        ulong* end = stackalloc ulong[rank];
        if (rank != shape.Length || source.Check(H5S.GetSelectedBounds(wanted, start, end)) < 0)
        {
            throw new RecordFormatException($"{source} is not possible: it has {shape.Length} dimensions instead of {rank}.");
        }

        for (int i = 0; i < rank; i++)
        {
            if (end[i] >= shape[i])
            {
                throw new RecordFormatException($"{source} is not possible: it has {shape[i]} rows, and row {end[i]} is wanted.");
            }
        }
    }

    /// <summary>Whether a file is at or below a directory, without a symbolic link on the way.</summary>
    public static bool IsBelow(string directory, string name, string other)
    {
        if (Path.IsPathRooted(name) || name.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar).Contains(".."))
        {
            return false;
        }

        // A link on the way may lead out.
        string rest = other;
        for (; rest.Length > directory.Length; rest = Path.GetDirectoryName(rest)!)
        {
            if (new FileInfo(rest).LinkTarget is not null)
            {
                return false;
            }
        }

        return rest == directory;
    }

    private static string Name(Hdf5PropertyListHandle creation, nuint index, bool isFile, in Hdf5Place place)
    {
        nint length = isFile ? H5P.GetVirtualFile(creation, index, null, 0) : H5P.GetVirtualDataset(creation, index, null, 0);
        place.Check((int)length);
        byte[] bytes = new byte[length + 1];
        fixed (byte* first = bytes)
        {
            nint read = isFile
                ? H5P.GetVirtualFile(creation, index, first, (nuint)bytes.Length)
                : H5P.GetVirtualDataset(creation, index, first, (nuint)bytes.Length);
            place.Check((int)read);
        }

        return Text(bytes);
    }

    private static string Text(byte[] bytes)
    {
        fixed (byte* first = bytes)
        {
            return Marshal.PtrToStringUTF8((nint)first) ?? "";
        }
    }

    private static RecordFormatException Missing(string name, string other, in Hdf5Place place)
        => new($"{place} is not possible: a part of it is in '{name}', and there is no file {other}.");
}
