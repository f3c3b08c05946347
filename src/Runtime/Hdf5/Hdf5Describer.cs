using System.Globalization;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>Describes datasets of any kind. Called under the lock.</summary>
internal static unsafe class Hdf5Describer
{
    private const int Deflate = 1;

    /// <summary>What a dataset is.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">The dataset.</param>
    /// <param name="pending">The rows that wait to be put into it.</param>
    /// <param name="options">What may be read of other files.</param>
    /// <param name="place">For messages.</param>
    /// <exception cref="RecordFormatException">It is damaged.</exception>
    public static Hdf5DatasetInfo Describe(Hdf5FileHandle file, string name, long pending, Hdf5ReadOptions options, Hdf5Place place)
    {
        using Hdf5PropertyListHandle access = place.Check(H5P.Create(H5P.DatasetAccess));
        if (!options.AllowExternalLinks)
        {
            Hdf5LinkRefusal.Add(access, place);
        }

        using Hdf5DatasetHandle dataset = H5D.Open(file, name, access);
        if (dataset.IsInvalid)
        {
            throw place.Damaged();
        }

        using Hdf5PropertyListHandle creation = place.Check(H5D.GetCreationList(dataset));
        int layout = place.Check(H5P.GetLayout(creation));
        if (layout == H5D.Virtual && Hdf5Outside.IsOpenEnded(creation, place))
        {
            Hdf5Outside.Check(dataset, place.Path, options, place); // to tell the rows, libhdf5 opens the other files
        }

        using Hdf5TypeHandle type = place.Check(H5D.GetType(dataset));
        Hdf5TypeCheck.Check(type, place);
        using Hdf5SpaceHandle space = place.Check(H5D.GetSpace(dataset));
        long[] shape = [.. (H5S.GetShape(space) ?? [0]).Select(length => length <= long.MaxValue
            ? (long)length
            : throw new RecordFormatException($"{place} is not possible: it claims {length} rows."))];
        if (shape.Length == 1)
        {
            shape[0] += pending;
        }

        bool hasChunkRows = layout == H5D.Chunked && place.Check(H5P.GetChunk(creation, 0, out _)) == 1;
        ulong chunkRows = 0;
        if (hasChunkRows)
        {
            place.Check(H5P.GetChunk(creation, 1, out chunkRows));
        }

        var attributes = new List<string>();
        place.Check(H5A.Names(dataset, attributes));
        return new Hdf5DatasetInfo
        {
            Name = name,
            Shape = shape,
            Rows = shape.Length == 0 ? 1 : shape[0],
            NumpyDescr = Hdf5TypeText.Descr(type),
            Storage = layout switch
            {
                H5D.Chunked => Hdf5Storage.Chunked,
                H5D.Compact => Hdf5Storage.Compact,
                H5D.Virtual => Hdf5Storage.Virtual,
                _ => place.Check(H5P.GetExternalCount(creation)) > 0 ? Hdf5Storage.External : Hdf5Storage.Contiguous,
            },
            Bytes = (long)Math.Min(H5D.GetStorageSize(dataset), long.MaxValue),
            ChunkRows = hasChunkRows ? (long)Math.Min(chunkRows, long.MaxValue) : null,
            Filters = Filters(creation, place),
            Attributes = attributes.ConvertAll(attribute => new Hdf5AttributeValue(dataset, attribute, place).Describe()),
        };
    }

    private static List<string> Filters(Hdf5PropertyListHandle creation, in Hdf5Place place)
    {
        const int NameSize = 64;
        byte* name = stackalloc byte[NameSize];
        int count = place.Check(H5P.GetFilterCount(creation));
        var filters = new List<string>();
        for (uint i = 0; i < count; i++)
        {
            new Span<byte>(name, NameSize).Clear();
            nuint values = 1;
            uint value = 0;
            int id = place.Check(H5P.GetFilter(creation, i, out _, ref values, &value, NameSize - 1, name, out _));
            string text = Marshal.PtrToStringUTF8((nint)name) ?? "";
            filters.Add(id switch
            {
                Deflate => string.Create(CultureInfo.InvariantCulture, $"deflate {value}"),
                2 => "shuffle",
                3 => "fletcher32",
                Hdf5Lzf.Id => "lzf",
                _ => string.Create(CultureInfo.InvariantCulture, $"{text} ({id})"),
            });
        }

        return filters;
    }
}
