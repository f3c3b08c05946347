using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SchemaToolkit;

/// <summary>
/// Reads the cells of one indexed row, each number in a lane of 16 bytes that ends where its cell ends: three multiply-adds
/// join the digits, however many they are. A cell that is not a plain number is left to the parser of cells, or refused where
/// none is expected.
/// </summary>
internal unsafe ref struct LaneVisitor<TMode, TCare> : IRowVisitor<LaneVisitor<TMode, TCare>>
    where TMode : struct, ILaneMode
    where TCare : struct, ILaneCare
{
    private const int LaneBytes = LaneTables.LaneBytes;

    /// <summary>Longer texts are copied by a call. Vectors of one that is not longer stay within the margin.</summary>
    private const int LongestVectorText = CellIndex.Margin;

    private readonly byte* _text;
    private readonly int* _columns;
    private readonly FastPlan _plan;
    private readonly LaneNulls _nulls;
    private readonly bool _isTextPlain;
    private readonly Vector128<byte> _separator;
    private ushort* _starts;
    private ushort* _ends;
    private nint _next;
    private int _leaf;
    private Vector128<byte> _notDigits;

    // Inlined, as a visitor whose address is taken, here or elsewhere, does not stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private LaneVisitor(byte* text, int* columns, FastPlan plan)
    {
        _text = text;
        _columns = columns;
        _plan = plan;
        _nulls = plan.LaneNulls;
        _isTextPlain = plan.IsTextPlain;
        _separator = Vector128.Create(unchecked((byte)(plan.Point - '0')));
    }

    /// <inheritdoc/>
    public readonly bool IsSure => _notDigits == Vector128<byte>.Zero;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneVisitor<TMode, TCare> Of(byte* text, int* columns, FastPlan plan) => new(text, columns, plan);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(nint start, ushort* starts, ushort* ends, int leaf)
    {
        _next = start;
        _starts = starts;
        _ends = ends;
        _leaf = leaf;
        _notDigits = Vector128<byte>.Zero;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Value<T>(scoped ref T value)
        where T : unmanaged
    {
        int leaf = Cell(out nint start, out nint end);
        if (!PlainNumber.Is<T>() || (typeof(T) == typeof(bool) && _plan.HasBoolWords))
        {
            return Other(leaf, start, end, ref value);
        }

        if (typeof(TCare) == typeof(WideWary) || typeof(TCare) == typeof(WideNulls) || typeof(TCare) == typeof(WideSelective))
        {
            return LaneNumbers<TCare>.TryReadByCall(_text, start, end, _nulls, NullLength(start, end), _separator, ref value) || Other(leaf, start, end, ref value);
        }

        if (!LaneNumbers<TCare>.TryRead(_text, start, end, _nulls, NullLength(start, end), _separator, ref value, out Vector128<byte> notDigits))
        {
            return typeof(TCare) != typeof(Careless) && Other(leaf, start, end, ref value);
        }

        if (typeof(TCare) == typeof(Careless))
        {
            _notDigits |= notDigits;
        }

        return true;
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

        if (bytes.Length > LongestVectorText)
        {
            new ReadOnlySpan<byte>(_text + start, (int)length).CopyTo(bytes);
            bytes[(int)length..].Clear();
            return true;
        }

        if (bytes.Length <= LaneBytes)
        {
            StoreFirst(
                Vector128.Load(_text + start) & LaneTables.Load(LaneTables.KeepFirst, LaneBytes - length),
                ref destination,
                bytes.Length);
            return true;
        }

        for (int done = 0; done < bytes.Length; done += LaneBytes)
        {
            nint kept = Math.Min(Math.Max(length - done, 0), LaneBytes);
            Vector128<byte> text = Vector128.Load(_text + start + done) & LaneTables.Load(LaneTables.KeepFirst, LaneBytes - kept);
            StoreFirst(text, ref Unsafe.Add(ref destination, done), Math.Min(LaneBytes, bytes.Length - done));
        }

        return true;
    }

    // The length is a constant for the JIT, so one to four stores remain.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFirst(Vector128<byte> text, ref byte destination, int length)
    {
        if (length == LaneBytes)
        {
            text.StoreUnsafe(ref destination);
            return;
        }

        if (length > ByteWord.Bytes)
        {
            Unsafe.WriteUnaligned(ref destination, text.AsUInt64().ToScalar());
            ByteWord.StoreFirst(text.AsUInt64().GetElement(1), ref Unsafe.Add(ref destination, ByteWord.Bytes), length - ByteWord.Bytes);
            return;
        }

        ByteWord.StoreFirst(text.AsUInt64().ToScalar(), ref destination, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Cell(out nint start, out nint end)
    {
        int leaf = _leaf++;
        if (typeof(TCare) != typeof(Selective) && typeof(TCare) != typeof(SelectiveNulls) && typeof(TCare) != typeof(WideSelective))
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

    // The cell's length, or none that a null has: a cell in quotes is not a null, unless an option says so.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly nint NullLength(nint start, nint end)
        => TMode.HasStarts && _text[start - 1] == _plan.QuoteOfText ? -1 : end - start;

    // A call that does not take the visitor's address: a visitor whose address is taken does not stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool Other<T>(int leaf, nint start, nint end, scoped ref T value)
        where T : unmanaged
        => _plan.TryParse(leaf, _text + start, end - start, IsQuoted(start), ref Unsafe.As<T, byte>(ref value));

    // A quote before a cell has opened it: no other is left in what is indexed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsQuoted(nint start) => TMode.HasStarts && _text[start - 1] == _plan.Quote;
}
