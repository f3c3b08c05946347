using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SchemaToolkit;

/// <summary>
/// Reads the cells of one indexed row, each number in a lane of 16 bytes that ends where its cell ends: the digits are
/// joined by three multiply-adds whatever their number is. What is no plain number is left to the parser of cells, or refused
/// where that is not expected.
/// </summary>
internal unsafe ref struct LaneVisitor<TMode, TCare> : IFieldVisitor
    where TMode : struct, ILaneMode
    where TCare : struct, ILaneCare
{
    /// <summary>The longest number a lane holds, its sign left out.</summary>
    private const int LaneBytes = 16;

    /// <summary>Longer texts are copied by a call. At most the margin.</summary>
    private const int LongestVectorText = 64;

    private readonly byte* _text;
    private readonly int* _columns;
    private readonly FastPlan _plan;
    private readonly byte* _nulls;
    private readonly int _nullCount;
    private readonly double* _powersBehindPoint;
    private readonly bool _isTextPlain;
    private readonly bool _hasFieldNulls;
    private ushort* _starts;
    private ushort* _ends;
    private nint _next;
    private int _leaf;
    private Vector128<byte> _notDigits;

    /// <summary>Reads rows of one piece of text.</summary>
    /// <param name="text">What positions count from.</param>
    /// <param name="columns">For each leaf its cell.</param>
    /// <param name="plan">The table.</param>
    // Inlined, as a visitor whose address is taken, here or elsewhere, does not stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneVisitor(byte* text, int* columns, FastPlan plan)
    {
        _text = text;
        _columns = columns;
        _plan = plan;
        _nulls = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(plan.NullLanes));
        _nullCount = plan.NullLaneCount;
        _hasFieldNulls = plan.HasFieldNulls;
        _powersBehindPoint = LaneTables.PowersBehindPoint;
        _isTextPlain = plan.Nulls.Length == 0 && !plan.IsTrimmed;
    }

    /// <summary>Whether all that was taken for digits since <see cref="Begin"/> are digits.</summary>
    public readonly bool IsSure => _notDigits == Vector128<byte>.Zero;

    /// <summary>Starts a row.</summary>
    /// <param name="start">Where it starts.</param>
    /// <param name="starts">Where its cells start, with blanks.</param>
    /// <param name="ends">Where its cells end.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(nint start, ushort* starts, ushort* ends)
    {
        _next = start;
        _starts = starts;
        _ends = ends;
        _leaf = 0;
        _notDigits = Vector128<byte>.Zero;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Value<T>(scoped ref T value)
        where T : unmanaged
    {
        int leaf = Cell(out nint start, out nint end);
        if (!IsNumber<T>())
        {
            return Other(leaf, start, end, ref value);
        }

        nint sign = TCare.IsWary && _text[start] == '-' ? 1 : 0;
        nint length = end - start - sign;
        if (TCare.IsWary && length == LaneBytes + 1 && _text[start + sign] == '0')
        {
            // 0.892857142857143 and the like.
            length = LaneBytes;
        }

        if ((nuint)(length - 1) > LaneBytes - 1)
        {
            return TCare.IsWary && Other(leaf, start, end, ref value);
        }

        Vector128<byte> text = Vector128.Load(_text + end - LaneBytes);
        if (TCare.IsSelective && _nullCount > 0 && end - start <= LaneBytes && IsNull(text & Load(LaneTables.KeepLast, end - start)))
        {
            return (!_hasFieldNulls && TryNull(ref value)) || Other(leaf, start, end, ref value);
        }

        Vector128<byte> digits = (text - Vector128.Create((byte)'0')) & Load(LaneTables.KeepLast, length);
        bool isRead = typeof(T) == typeof(float) || typeof(T) == typeof(double)
            ? Float(digits, sign, length, ref value)
            : Integer(digits, sign, ref value);
        return isRead || (TCare.IsWary && Other(leaf, start, end, ref value));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Text(scoped Span<byte> bytes)
    {
        int leaf = Cell(out nint start, out nint end);
        nint length = end - start;
        ref byte destination = ref MemoryMarshal.GetReference(bytes);
        if (TCare.IsSelective && !_isTextPlain)
        {
            return _plan.TryParse(leaf, _text + start, length, ref destination);
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
            StoreFirst(Vector128.Load(_text + start) & Load(LaneTables.KeepFirst, LaneBytes - length), ref destination, bytes.Length);
            return true;
        }

        for (int done = 0; done < bytes.Length; done += LaneBytes)
        {
            nint kept = Math.Min(Math.Max(length - done, 0), LaneBytes);
            Vector128<byte> text = Vector128.Load(_text + start + done) & Load(LaneTables.KeepFirst, LaneBytes - kept);
            StoreFirst(text, ref Unsafe.Add(ref destination, done), Math.Min(LaneBytes, bytes.Length - done));
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsNumber<T>()
        => typeof(T) == typeof(float) || typeof(T) == typeof(double) || typeof(T) == typeof(int) || typeof(T) == typeof(long)
            || typeof(T) == typeof(short) || typeof(T) == typeof(sbyte) || typeof(T) == typeof(byte) || typeof(T) == typeof(ushort)
            || typeof(T) == typeof(uint) || typeof(T) == typeof(ulong) || typeof(T) == typeof(bool);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Load(ReadOnlySpan<byte> table, nint index)
        => Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(table), (nuint)index);

    // The length is a constant to the compiler, so what stays is one to four stores.
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

    // Sixteen digits, most significant first: pairs, fours, eights, then the two halves.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Join(Vector128<byte> digits)
    {
        Vector128<short> pairs = Ssse3.MultiplyAddAdjacent(digits, Vector128.Create((sbyte)10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1));
        Vector128<int> fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create((short)100, 1, 100, 1, 100, 1, 100, 1));
        Vector128<short> packed = Sse41.PackUnsignedSaturate(fours, fours).AsInt16();
        ulong eights = Sse2.MultiplyAddAdjacent(packed, Vector128.Create((short)10000, 1, 10000, 1, 10000, 1, 10000, 1)).AsUInt64().ToScalar();
        return ((eights & uint.MaxValue) * 100_000_000) + (eights >> 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Cell(out nint start, out nint end)
    {
        int leaf = _leaf++;
        if (!TCare.IsSelective)
        {
            end = _ends[leaf];
            start = TMode.IsBlanks ? _starts[leaf] : _next;
            _next = end + 1;
            return leaf;
        }

        int column = _columns[leaf];
        end = _ends[column];
        start = TMode.IsBlanks ? _starts[column] : column == 0 ? _next : _ends[column - 1] + 1;
        return leaf;
    }

    // Digits so far; whether what is no digit is looked at now, or once a row.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool AreDigits(Vector128<byte> digits)
    {
        Vector128<byte> notDigits = Vector128.SubtractSaturate(digits, Vector128.Create((byte)9));
        if (TCare.IsWary)
        {
            return notDigits == Vector128<byte>.Zero;
        }

        _notDigits |= notDigits;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Integer<T>(Vector128<byte> digits, nint sign, scoped ref T value)
        where T : unmanaged
    {
        if (!AreDigits(digits))
        {
            return false;
        }

        ulong magnitude = Join(digits);
        ulong max =
            typeof(T) == typeof(int) ? int.MaxValue
            : typeof(T) == typeof(long) ? long.MaxValue
            : typeof(T) == typeof(short) ? (ulong)short.MaxValue
            : typeof(T) == typeof(sbyte) ? (ulong)sbyte.MaxValue
            : typeof(T) == typeof(byte) ? byte.MaxValue
            : typeof(T) == typeof(ushort) ? ushort.MaxValue
            : typeof(T) == typeof(uint) ? uint.MaxValue
            : typeof(T) == typeof(ulong) ? ulong.MaxValue
            : 1;
        bool isSigned = typeof(T) == typeof(int) || typeof(T) == typeof(long) || typeof(T) == typeof(short) || typeof(T) == typeof(sbyte);
        if (TCare.IsWary && isSigned)
        {
            max += (ulong)sign;
        }

        if (magnitude > max || (TCare.IsWary && !isSigned && sign != 0))
        {
            return false;
        }

        long number = (long)magnitude;
        if (TCare.IsWary)
        {
            number = (number ^ -sign) + sign;
        }

        value = Unsafe.As<long, T>(ref number);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Float<T>(Vector128<byte> digits, nint sign, nint length, scoped ref T value)
        where T : unmanaged
    {
        uint points = Vector128.Equals(digits, Vector128.Create(unchecked((byte)('.' - '0')))).ExtractMostSignificantBits();
        int point = BitOperations.TrailingZeroCount(points | 0x10000);
        digits = Ssse3.Shuffle(digits, Load(LaneTables.TakePointOut, point * 16));
        if (!AreDigits(digits))
        {
            return false;
        }

        ulong mantissa = Join(digits);

        // A point alone is no number.
        return length + (point >> 4) >= 2 && ExactFloat.TryDivide(mantissa, _powersBehindPoint[point], TCare.IsWary ? (ulong)sign : 0, ref value);
    }

    // numpy's NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryNull<T>(scoped ref T value)
        where T : unmanaged
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            return false;
        }

        ulong nan = typeof(T) == typeof(float) ? 0x7FC00000UL : 0x7FF8000000000000UL;
        value = Unsafe.As<ulong, T>(ref nan);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsNull(Vector128<byte> cell)
    {
        for (int i = 0; i < _nullCount; i++)
        {
            if (cell == Vector128.Load(_nulls + (i * LaneBytes)))
            {
                return true;
            }
        }

        return false;
    }

    // A call, to nothing that takes the visitor's address: a visitor whose address is taken does not stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool Other<T>(int leaf, nint start, nint end, scoped ref T value)
        where T : unmanaged
        => _plan.TryParse(leaf, _text + start, end - start, ref Unsafe.As<T, byte>(ref value));
}
