using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>Gives the rows of one dataset, as they are in the file, to a map that makes records of them.</summary>
internal abstract unsafe class Hdf5Source : IDisposable
{
    /// <summary>The source that suits how a dataset is stored. Called under the lock.</summary>
    /// <param name="dataset">The dataset; the caller closes it after the source.</param>
    /// <param name="row">The type of its rows, which was checked.</param>
    /// <param name="rows">The number of its rows.</param>
    /// <param name="place">For messages.</param>
    /// <exception cref="RecordFormatException">The file has not the bytes that the dataset claims.</exception>
    public static Hdf5Source Open(Hdf5DatasetHandle dataset, Hdf5TypeHandle row, long rows, in Hdf5Place place)
    {
        using Hdf5PropertyListHandle creation = place.Check(H5D.GetCreationList(dataset));
        int rowBytes = (int)H5T.GetSize(row);
        int layout = place.Check(H5P.GetLayout(creation));
        SafeFileHandle? file = Hdf5Descriptor.Duplicate(dataset);
        try
        {
            bool isPlain = file is not null && !Hdf5LibrarySource.HasPointers(row);
            if (layout == H5D.Contiguous && isPlain && place.Check(H5P.GetExternalCount(creation)) == 0
                && H5D.GetOffset(dataset) is <= long.MaxValue and var offset)
            {
                var contiguous = new Hdf5ContiguousSource(file!, (long)offset, H5D.GetStorageSize(dataset), rows, rowBytes, place);
                file = null;
                return contiguous;
            }

            var library = new Hdf5LibrarySource(dataset, creation, row, layout, rows, place);
            if (layout != H5D.Chunked || !isPlain || Hdf5ChunkFilters.For(creation, rowBytes, place) is not { IsEmpty: false } filters)
            {
                return library;
            }

            var chunks = new Hdf5ChunkSource(dataset, library, filters, file!, FileBytes.Size(file!, place.Path), rows);
            file = null;
            return chunks;
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>The rows that are best read together.</summary>
    public virtual long ChunkRows => 1;

    /// <summary>No more rows than this have bytes in the file. Counting may take a moment.</summary>
    public abstract long WrittenRows(in Hdf5Place place);

    /// <summary>Makes records of consecutive rows. Must not be called under the lock.</summary>
    public abstract void Read(long start, long count, Hdf5RowMap map, byte* target, Hdf5Place place);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
