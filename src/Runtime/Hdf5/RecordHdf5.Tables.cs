namespace SchemaToolkit;

/// <content>Records whose dtype is known at run time.</content>
public sealed unsafe partial class RecordHdf5
{
    /// <summary>Writes a table as a new dataset.</summary>
    /// <param name="name">The dataset's name; groups in it (<c>group/sample1</c>) are created as needed.</param>
    /// <param name="table">The records; they are kept alive, not disposed.</param>
    /// <param name="options">How to store them; by default, as one contiguous block.</param>
    /// <exception cref="ObjectDisposedException">The file is closed, or the table was disposed.</exception>
    /// <inheritdoc cref="Write{T}(string, ReadOnlySpan{T}, Hdf5Options?)" path="/exception"/>
    public void Write(string name, RecordTable table, Hdf5Options? options = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        using TableLoan loan = table.Borrow();
        Write(name, new Hdf5Rows(loan.Schema, loan.First, loan.Count), options);
    }

    /// <summary>Reads a dataset of records of any dtype. A contiguous one whose rows can be used as they are is mapped: nothing is
    /// read or copied before it is used. Others are read into memory.</summary>
    /// <param name="name">The dataset's name, with its groups: <c>group/sample1</c>.</param>
    /// <returns>The records; the caller disposes them. <see cref="RecordTable.Schema"/> is the dtype that h5py shows, with the
    /// units of times and the names of enums.</returns>
    /// <exception cref="SchemaMismatchException">The dataset holds plain values, or a column of a type that no field can
    /// have.</exception>
    /// <exception cref="OutOfMemoryException">There is not enough memory for the records.</exception>
    /// <exception cref="IOException">They cannot be mapped.</exception>
    /// <inheritdoc cref="OpenDataset{T}(string)" path="/exception"/>
    public RecordTable OpenTable(string name)
    {
        using Hdf5Reader reader = OpenDataset(name, schema: null);
        if (reader.IsMappable)
        {
            return new RecordTable(reader.Map());
        }

        reader.CheckWritten();
        MappedRows rows = MappedRows.Allocate(reader.Schema, reader.Count, $"Dataset '{name}' of {Path}");
        try
        {
            reader.Read(0, rows.First, rows.Count);
            return new RecordTable(rows);
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }
}
