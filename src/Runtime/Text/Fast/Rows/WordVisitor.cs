using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>Reads the cells of one indexed row eight bytes at a time, without vectors. A cell that is not a plain number is left
/// to the parser of cells.</summary>
internal unsafe ref struct WordVisitor<TMode, TCare> : IRowVisitor<WordVisitor<TMode, TCare>>
    where TMode : struct, ILaneMode
    where TCare : struct, ILaneCare
{
    /// <summary>Longer texts are copied by a call. Words of one that is not longer stay within the margin.</summary>
    private const int LongestWordText = CellIndex.Margin;

    private readonly byte* _text;
    private readonly int* _columns;
    private readonly FastPlan _plan;
    private readonly bool _isTextPlain;
    private readonly ulong _separator;
    private ushort* _starts;
    private ushort* _ends;
    private nint _next;
    private int _leaf;

    // Inlined, as a visitor whose address is taken, here or elsewhere, does not stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private WordVisitor(byte* text, int* columns, FastPlan plan)
    {
        _text = text;
        _columns = columns;
        _plan = plan;
        _isTextPlain = plan.IsTextPlain;
        _separator = ByteWord.Repeat((byte)(plan.Point ^ '0'));
    }

    /// <inheritdoc/>
    public readonly bool IsSure => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WordVisitor<TMode, TCare> Of(byte* text, int* columns, FastPlan plan) => new(text, columns, plan);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(nint start, ushort* starts, ushort* ends, int leaf)
    {
        _next = start;
        _starts = starts;
        _ends = ends;
        _leaf = leaf;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Value<T>(scoped ref T value)
        where T : unmanaged
    {
        int leaf = Cell(out nint start, out nint end);
        if (!PlainNumber.Is<T>() || (typeof(T) == typeof(bool) && _plan.HasBoolWords)
            || (typeof(TCare) != typeof(Careless) && typeof(TCare) != typeof(Wary) && typeof(TCare) != typeof(WideWary)
                && _plan.LaneNulls.MayContain(end - start)))
        {
            return Other(leaf, start, end, ref value);
        }

        if (typeof(TCare) == typeof(Careless))
        {
            return WordNumbers.TryRead(_text, start, end, mayBeNegative: false, _separator, ref value);
        }

        if (typeof(TCare) == typeof(WideWary) || typeof(TCare) == typeof(WideNulls) || typeof(TCare) == typeof(WideSelective))
        {
            return WordNumbers.TryReadByCall(_text, start, end, _separator, ref value) || Other(leaf, start, end, ref value);
        }

        return WordNumbers.TryRead(_text, start, end, mayBeNegative: true, _separator, ref value) || Other(leaf, start, end, ref value);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Text(scoped Span<byte> bytes)
    {
        int leaf = Cell(out nint start, out nint end);
        nint length = end - start;
        ref byte destination = ref MemoryMarshal.GetReference(bytes);
        if (typeof(TCare) != typeof(Careless) && typeof(TCare) != typeof(Wary) && typeof(TCare) != typeof(WideWary) && !_isTextPlain
            && _plan.IsCareful(_text + start, length))
        {
            return _plan.TryParse(leaf, _text + start, length, IsQuoted(start), ref destination);
        }

        if ((nuint)length > (nuint)bytes.Length)
        {
            return false;
        }

        if (bytes.Length > LongestWordText)
        {
            new ReadOnlySpan<byte>(_text + start, (int)length).CopyTo(bytes);
            bytes[(int)length..].Clear();
            return true;
        }

        byte* cell = _text + start;
        if (bytes.Length <= LaneTables.LaneBytes)
        {
            // The second half of the mask is that of the second word.
            ref byte mask = ref Unsafe.Add(ref MemoryMarshal.GetReference(LaneTables.KeepFirst), LaneTables.LaneBytes - length);
            ByteWord.StoreFirst(
                ByteWord.Load(cell) & Unsafe.ReadUnaligned<ulong>(ref mask),
                ref destination,
                Math.Min(ByteWord.Bytes, bytes.Length));
            if (bytes.Length > ByteWord.Bytes)
            {
                ulong second = ByteWord.Load(cell + ByteWord.Bytes) & Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref mask, ByteWord.Bytes));
                ByteWord.StoreFirst(second, ref Unsafe.Add(ref destination, ByteWord.Bytes), bytes.Length - ByteWord.Bytes);
            }

            return true;
        }

        for (int done = 0; done < bytes.Length; done += ByteWord.Bytes)
        {
            int kept = (int)Math.Clamp(length - done, 0, ByteWord.Bytes);
            ByteWord.StoreFirst(
                ByteWord.KeepFirst(ByteWord.Load(cell + done), kept),
                ref Unsafe.Add(ref destination, done),
                Math.Min(ByteWord.Bytes, bytes.Length - done));
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Cell(out nint start, out nint end)
    {
        int leaf = _leaf++;
        if (typeof(TCare) == typeof(Careless) || typeof(TCare) == typeof(Wary) || typeof(TCare) == typeof(WideWary))
        {
            end = _ends[leaf];
            start = TMode.HasStarts ? _starts[leaf] : _next;
            _next = end + 1;
            return leaf;
        }

        int column = _columns[leaf];
        end = _ends[column];
        start = TMode.HasStarts ? _starts[column] : column == 0 ? _next : _ends[column - 1] + 1;
        return leaf;
    }

    // A call that does not take the visitor's address: a visitor whose address is taken does not stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool Other<T>(int leaf, nint start, nint end, scoped ref T value)
        where T : unmanaged
        => _plan.TryParse(leaf, _text + start, end - start, IsQuoted(start), ref Unsafe.As<T, byte>(ref value));

    // A quote before a cell has opened it: no other is left in what is indexed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsQuoted(nint start) => TMode.HasStarts && _text[start - 1] == _plan.Quote;
}
