using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>Rows in chunks. While some are filtered and written, the next ones are gathered.</summary>
/// <param name="dataset">The dataset, which can grow; the sink closes it.</param>
/// <param name="schema">What its rows are.</param>
/// <param name="remove">Removes it, and the groups that were made for it. Called under the lock.</param>
internal sealed unsafe class Hdf5ChunkSink(Hdf5GrowingDataset dataset, RecordSchema schema, Action remove) : Hdf5BatchSink
{
    private const int UsualBytes = 1 << 24;
    private const int LargestBytes = 1 << 28;

    private readonly long _together = Math.Max(1, Math.Max(
        UsualBytes,
        Math.Min(LargestBytes, (long)Environment.ProcessorCount * dataset.ChunkRows * schema.Size)) / schema.Size / dataset.ChunkRows)
        * dataset.ChunkRows;

    private byte* _gathered;
    private byte* _free;
    private long _gatheredRows;
    private Task _writing = Task.CompletedTask;

    /// <inheritdoc/>
    public override void Add(Hdf5Rows rows)
    {
        for (long done = 0; done < rows.Count;)
        {
            if (_gathered == null)
            {
                _gathered = (byte*)NativeMemory.Alloc((nuint)_together, (nuint)schema.Size);
            }

            long count = Math.Min(_together - _gatheredRows, rows.Count - done);
            NativeMemory.Copy(
                rows.First + (done * schema.Size),
                _gathered + (_gatheredRows * schema.Size),
                (nuint)count * (nuint)schema.Size);
            new Hdf5Rows(schema, _gathered + (_gatheredRows * schema.Size), count).NormalizeBooleans();
            _gatheredRows += count;
            done += count;
            Count += count;
            if (_gatheredRows == _together)
            {
                Hand();
            }
        }
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        Hand();
        _writing.GetAwaiter().GetResult();
        dataset.Close();
        Free();
    }

    /// <inheritdoc/>
    public override bool TryRemove()
    {
        try
        {
            _writing.GetAwaiter().GetResult();
            using Lock.Scope gate = Hdf5Gate.Enter();
            dataset.Dispose();
            remove();
            return true;
        }
        catch (Exception)
        {
            // Whatever it was has been thrown, or the file is closed.
            using Lock.Scope gate = Hdf5Gate.Enter();
            dataset.Dispose();
            return false;
        }
        finally
        {
            Free();
        }
    }

    // Has the gathered rows written, and gathers the next in the place of those written before.
    private void Hand()
    {
        _writing.GetAwaiter().GetResult();
        if (_gatheredRows > 0)
        {
            var rows = new Hdf5Rows(schema, _gathered, _gatheredRows);
            _writing = Task.Run(() => dataset.Append(rows));
            byte* written = _gathered;
            _gathered = _free;
            _free = written;
            _gatheredRows = 0;
        }
    }

    private void Free()
    {
        NativeMemory.Free(_gathered);
        NativeMemory.Free(_free);
        _gathered = null;
        _free = null;
    }
}
