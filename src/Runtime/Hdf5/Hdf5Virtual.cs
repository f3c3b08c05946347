using System.Globalization;

namespace SchemaToolkit;

/// <summary>Makes virtual datasets: parts of others, one behind another. Called under the lock.</summary>
internal static unsafe class Hdf5Virtual
{
    /// <summary>A checked part.</summary>
    /// <param name="File">Its file, as the dataset will name it.</param>
    /// <param name="Dataset">Its dataset.</param>
    /// <param name="Rows">The rows of that dataset.</param>
    /// <param name="Start">The first that is wanted.</param>
    /// <param name="Count">How many are.</param>
    public readonly record struct Part(string File, string Dataset, long Rows, long Start, long Count);

    private const string ThisFile = ".";

    /// <summary>Checks a part: that it is there, and that its rows are the record's.</summary>
    /// <param name="file">The file of the virtual dataset.</param>
    /// <param name="target">The path that the file has or will have.</param>
    /// <param name="part">The part.</param>
    /// <param name="schema">The record.</param>
    /// <param name="place">For messages.</param>
    /// <exception cref="ArgumentException">It cannot be a part.</exception>
    /// <exception cref="RecordFormatException">Its file is missing or damaged.</exception>
    public static Part Check(Hdf5FileHandle file, string target, Hdf5VirtualPart part, RecordSchema schema, in Hdf5Place place)
    {
        ArgumentNullException.ThrowIfNull(part);
        string dataset = Hdf5Names.Valid(part.Dataset);
        string directory = Path.GetDirectoryName(target)!;
        string other = part.File is null ? target : Path.GetFullPath(Path.Combine(directory, part.File));
        if (other == target)
        {
            return Check(file, target, ThisFile, dataset, part, schema, new Hdf5Place(place.Doing, place.Path, dataset));
        }

        string name = Path.GetRelativePath(directory, other);
        if (!Hdf5Outside.IsBelow(directory, name, other))
        {
            throw new ArgumentException(
                $"{place} is not possible: '{part.File}' is not at or below {directory}, so that readers would not follow it. "
                    + $"Put the file there.",
                nameof(part));
        }

        var source = new Hdf5Place($"{place.Doing} dataset '{place.Dataset}' of {place.Path} from", other, dataset);
        Hdf5Superblock.Check(other);
        using Hdf5FileHandle opened = H5F.Open(other, H5F.ReadOnly, Hdf5PropertyListHandle.Default);
        if (opened.IsInvalid)
        {
            throw source.Damaged();
        }

        Hdf5Descriptor.CloseOnExec(opened);
        opened.LinkAccess = Hdf5LinkRefusal.Access(place);
        return Check(opened, other, name, dataset, part, schema, source);
    }

    /// <summary>Makes the dataset of parts that were checked.</summary>
    public static void Create(Hdf5FileHandle file, string name, RecordSchema schema, Part[] parts, in Hdf5Place place)
    {
        ulong total = parts.Aggregate(0ul, static (sum, part) => checked(sum + (ulong)part.Count));
        using Hdf5TypeHandle type = Hdf5TypeBuilder.Row(schema, opaqueTimes: false, place);
        using Hdf5SpaceHandle space = place.Check(H5S.CreateSimple(1, total));
        using Hdf5PropertyListHandle creation = place.Check(H5P.Create(H5P.DatasetCreate));
        using Hdf5PropertyListHandle link = Hdf5Names.Links(place);
        place.Check(H5P.SetTrackTimes(creation, 0));
        ulong at = 0;
        foreach (Part part in parts.Where(static part => part.Count > 0))
        {
            using Hdf5SpaceHandle whole = place.Check(H5S.CreateSimple(1, total));
            using Hdf5SpaceHandle source = place.Check(H5S.CreateSimple(1, (ulong)part.Rows));
            place.Check(H5S.SelectRows(whole, at, (ulong)part.Count));
            place.Check(H5S.SelectRows(source, (ulong)part.Start, (ulong)part.Count));
            place.Check(H5P.SetVirtual(creation, whole, part.File, part.Dataset, source));
            at += (ulong)part.Count;
        }

        using Hdf5DatasetHandle dataset =
            place.Check(H5D.Create(file, name, type, space, link, creation, Hdf5PropertyListHandle.Default));
        Hdf5Units.WriteAll(dataset, schema, place);
        dataset.Close(place);
    }

    private static Part Check(
        Hdf5FileHandle file,
        string path,
        string fileName,
        string name,
        Hdf5VirtualPart part,
        RecordSchema schema,
        in Hdf5Place place)
    {
        if (fileName.Contains('%') || name.Contains('%'))
        {
            throw new ArgumentException($"{place} is not possible: names of parts have no '%', which HDF5 takes for a pattern.", nameof(part));
        }

        Hdf5Names.CheckDataset(file, name, place);
        using Hdf5DatasetHandle dataset = H5D.Open(file, name, Hdf5PropertyListHandle.Default);
        if (dataset.IsInvalid)
        {
            throw place.Damaged();
        }

        if (fileName != ThisFile)
        {
            Hdf5Outside.Check(dataset, path, new Hdf5ReadOptions(), place);
        }

        using Hdf5TypeHandle type = place.Check(H5D.GetType(dataset));
        Hdf5TypeCheck.Check(type, place);
        Hdf5GrowingDataset.CheckType(dataset, type, schema, place);
        if (Hdf5TypeParts.Any(type, static part => H5T.GetClass(part) == Hdf5TypeClass.Opaque))
        {
            throw new SchemaMismatchException(
                $"{place} is not possible: times in numpy's opaque form cannot be parts, and the dataset holds {Hdf5TypeText.Of(type)}.");
        }

        long rows = Hdf5Reader.CountOf(dataset, place);
        long count = part.Count ?? Math.Max(0, rows - part.Start);
        return part.Start <= rows && count <= rows - part.Start
            ? new Part(fileName, name, rows, part.Start, count)
            : throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{place} is not possible: {count} rows from row {part.Start} are wanted, and there are {rows}."),
                nameof(part));
    }
}
