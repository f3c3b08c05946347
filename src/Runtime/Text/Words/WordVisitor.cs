using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>Reads the cells of one plain row, eight bytes at a time without a branch on their number. A row with anything
/// else than texts, digits, a sign and a point is refused.</summary>
internal unsafe ref struct WordVisitor : IFieldVisitor
{
    /// <summary>Bytes behind the line that are read, though not looked at.</summary>
    public const int Reach = 32;

    /// <summary>Bytes below may end a text: control characters, blanks, '"', '#', but not '+' and '-'.</summary>
    public const byte LeastPlain = 0x24;

    private const int MaxDigits = 16;
    private const ulong EightDigits = 100_000_000;

    private readonly byte _delimiter;
    private readonly ulong _delimiters;
    private readonly int _last;
    private byte* _p;
    private int _leaf;

    /// <param name="row">Where the row starts.</param>
    /// <param name="delimiter">What separates cells.</param>
    /// <param name="leaves">The cells of a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WordVisitor(byte* row, byte delimiter, int leaves)
    {
        _p = row;
        _delimiter = delimiter;
        _delimiters = ByteWord.Repeat(delimiter);
        _last = leaves - 1;
    }

    /// <summary>Where the next row starts.</summary>
    public readonly byte* Position => _p;

    private static ReadOnlySpan<ulong> Powers => [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    private static ReadOnlySpan<double> ExactPowers => [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Value<T>(scoped ref T value)
        where T : unmanaged
        => (typeof(T) == typeof(int) ? TrySigned(int.MinValue, int.MaxValue, ref value)
            : typeof(T) == typeof(float) || typeof(T) == typeof(double) ? TryFloat(ref value)
            : typeof(T) == typeof(long) ? TrySigned(long.MinValue, long.MaxValue, ref value)
            : typeof(T) == typeof(short) ? TrySigned(short.MinValue, short.MaxValue, ref value)
            : typeof(T) == typeof(sbyte) ? TrySigned(sbyte.MinValue, sbyte.MaxValue, ref value)
            : typeof(T) == typeof(byte) ? TryUnsigned(byte.MaxValue, ref value)
            : typeof(T) == typeof(ushort) ? TryUnsigned(ushort.MaxValue, ref value)
            : typeof(T) == typeof(uint) ? TryUnsigned(uint.MaxValue, ref value)
            : typeof(T) == typeof(ulong) ? TryUnsigned(ulong.MaxValue, ref value)
            : typeof(T) == typeof(bool) && TryUnsigned(1, ref value)) && TryEndCell();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Text(scoped Span<byte> bytes)
    {
        byte* p = _p;
        ref byte destination = ref MemoryMarshal.GetReference(bytes);
        ulong word = ByteWord.Load(p);
        int length = CountText(word, _delimiters);
        ByteWord.StoreFirst(ByteWord.KeepFirst(word, length), ref destination, Math.Min(bytes.Length, ByteWord.Bytes));
        if (bytes.Length > ByteWord.Bytes)
        {
            if (length < ByteWord.Bytes)
            {
                bytes[ByteWord.Bytes..].Clear();
            }
            else
            {
                length += CopyMore(p + ByteWord.Bytes, _delimiters, ref Unsafe.Add(ref destination, ByteWord.Bytes), bytes.Length - ByteWord.Bytes);
            }
        }

        _p = p + length;
        return length <= bytes.Length && TryEndCell();
    }

    // What is behind the first eight bytes.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int CopyMore(byte* p, ulong delimiters, ref byte destination, int capacity)
    {
        int length = 0;
        for (int done = 0; done < capacity; done += ByteWord.Bytes)
        {
            ulong word = 0;
            int count = 0;
            if (length == done)
            {
                word = ByteWord.Load(p + done);
                count = CountText(word, delimiters);
                length += count;
            }

            ByteWord.StoreFirst(ByteWord.KeepFirst(word, count), ref Unsafe.Add(ref destination, done), Math.Min(capacity - done, ByteWord.Bytes));
        }

        return length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CountText(ulong word, ulong delimiters) => ByteWord.Count(ByteWord.FindBelow(word, LeastPlain) | ByteWord.FindZero(word ^ delimiters));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryEndCell()
    {
        byte* end = _p;
        if (_leaf++ < _last)
        {
            _p = end + 1;
            return *end == _delimiter;
        }

        if (*end == '\r')
        {
            end++;
        }

        _p = end + 1;
        return *end == '\n';
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TrySigned<T>(long min, long max, scoped ref T value)
        where T : unmanaged
    {
        if (*_p == '-')
        {
            _p++;
            if (!TryDigits(out ulong magnitude))
            {
                return false;
            }

            long negative = -(long)magnitude;
            value = Unsafe.As<long, T>(ref negative);
            return negative >= min;
        }

        return TryDigits(out ulong positive) && Store(positive, (ulong)max, ref value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryUnsigned<T>(ulong max, scoped ref T value)
        where T : unmanaged
        => TryDigits(out ulong number) && Store(number, max, ref value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Store<T>(ulong number, ulong max, scoped ref T value)
        where T : unmanaged
    {
        value = Unsafe.As<ulong, T>(ref number);
        return number <= max;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryDigits(out ulong value)
    {
        byte* p = _p;
        ulong digits = ByteWord.Load(p) ^ ByteWord.Repeat((byte)'0');
        ulong notDigits = ByteWord.NotDigits(digits);
        int count = ByteWord.Count(notDigits);
        if (notDigits != 0)
        {
            value = ByteWord.JoinFirst(digits, count);
            _p = p + count;
            return count > 0;
        }

        // Positions have one more digit, or none: no branch, which would often be guessed wrong.
        value = ByteWord.Join(digits);
        uint ninth = (uint)p[8] - '0';
        uint more = ninth <= 9 ? 1U : 0;
        value = (value * (1 + (9 * more))) + (ninth * more);
        p += 8 + more;
        for (uint digit; (digit = (uint)*p - '0') <= 9; p++)
        {
            value = (value * 10) + digit;
        }

        bool isShort = p - _p <= MaxDigits;
        _p = p;
        return isShort;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryFloat<T>(scoped ref T value)
        where T : unmanaged
    {
        ulong sign = 0;
        if (*_p == '-')
        {
            sign = 1;
            _p++;
        }

        byte* p = _p;
        ulong digits = ByteWord.Load(p) ^ ByteWord.Repeat((byte)'0');
        int whole = ByteWord.Count(ByteWord.NotDigits(digits));
        ulong mantissa = ByteWord.JoinFirst(digits, whole);
        p += whole;
        int decimals = 0;
        if (*p == '.')
        {
            p++;
            digits = ByteWord.Load(p) ^ ByteWord.Repeat((byte)'0');
            ulong notDigits = ByteWord.NotDigits(digits);
            int count = ByteWord.Count(notDigits);
            if (notDigits == 0)
            {
                mantissa = (mantissa * EightDigits) + ByteWord.Join(digits);
                decimals = ByteWord.Bytes;
                p += ByteWord.Bytes;
                digits = ByteWord.Load(p) ^ ByteWord.Repeat((byte)'0');
                count = ByteWord.Count(ByteWord.NotDigits(digits));
            }

            mantissa = (mantissa * Powers[count]) + ByteWord.JoinFirst(digits, count);
            decimals += count;
            p += count;
        }

        _p = p;
        int all = whole + decimals;
        return all > 0 && all <= MaxDigits && ExactFloat.TryDivide(mantissa, ExactPowers[decimals], sign, ref value);
    }
}
