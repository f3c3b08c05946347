using System.Collections.Immutable;

namespace SchemaToolkit;

/// <summary>How rows of a file become records, or values of one column.</summary>
internal sealed unsafe class Hdf5RowMap
{
    // So many that they stay in the cache while every part of them is moved.
    private const int BytesTogether = 1 << 16;

    private readonly ImmutableArray<Hdf5Move> _moves;

    /// <param name="moves">What is done with every row.</param>
    /// <param name="rowBytes">The bytes of a row in the file.</param>
    /// <param name="targetBytes">The bytes of a record.</param>
    public Hdf5RowMap(IEnumerable<Hdf5Move> moves, int rowBytes, int targetBytes)
    {
        TargetBytes = targetBytes;
        Hdf5Move[] sorted = [.. moves.OrderBy(static move => move.Source)];
        _moves = sorted.Length > 0 && rowBytes == targetBytes && sorted.All(static move => move is Hdf5Copy && move.Source == move.Target)
            ? [new Hdf5Copy(0, rowBytes, 0)]
            : Joined(sorted);
        Offset = _moves.IsEmpty ? 0 : _moves.Min(static move => move.Source);
        Width = _moves.IsEmpty ? 0 : _moves.Max(static move => move.Source + move.SourceSize) - Offset;
    }

    /// <summary>What is done with every row.</summary>
    public ImmutableArray<Hdf5Move> Moves => _moves;

    /// <summary>The first byte of a row that is needed.</summary>
    public int Offset { get; }

    /// <summary>The bytes from there on that are needed.</summary>
    public int Width { get; }

    /// <summary>The bytes of a record.</summary>
    public int TargetBytes { get; }

    /// <summary>Whether the needed bytes are the record as it is.</summary>
    public bool IsPlain => _moves is [Hdf5Copy { Target: 0 } copy] && copy.SourceSize == TargetBytes;

    /// <summary>Makes records of rows.</summary>
    /// <param name="needed">The first byte of the first row that is needed.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="target">The first record.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="row">The number of the first row.</param>
    /// <exception cref="Hdf5UnfitException">A value does not fit.</exception>
    public void Put(byte* needed, int stride, byte* target, long count, long row)
    {
        if (_moves is [var only])
        {
            only.Apply(needed, stride, target + only.Target, TargetBytes, count, row);
            return;
        }

        long together = Math.Max(1, BytesTogether / Math.Max(stride, TargetBytes));
        for (; count > 0; count -= together, row += together, needed += together * stride, target += together * TargetBytes)
        {
            foreach (Hdf5Move move in _moves)
            {
                move.Apply(needed + move.Source - Offset, stride, target + move.Target, TargetBytes, Math.Min(count, together), row);
            }
        }
    }

    private static ImmutableArray<Hdf5Move> Joined(Hdf5Move[] sorted)
    {
        var joined = new List<Hdf5Move>();
        foreach (Hdf5Move move in sorted)
        {
            if (move is Hdf5Copy copy
                && joined is [.., Hdf5Copy last]
                && last.Source + last.SourceSize == copy.Source
                && last.Target + last.SourceSize == copy.Target)
            {
                joined[^1] = last with { SourceSize = last.SourceSize + copy.SourceSize };
            }
            else
            {
                joined.Add(move);
            }
        }

        return [.. joined];
    }
}
