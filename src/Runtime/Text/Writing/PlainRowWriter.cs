using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SchemaToolkit;

/// <summary>Writes the leaves of records as plain rows, and refuses records with a text that is not plain. There must be room for
/// <see cref="PlainCells.MaxLength"/> bytes per row; any of them may be written to.</summary>
internal ref struct PlainRowWriter : IFieldVisitor
{
    private readonly PlainCells _cells;
    private readonly Vector128<byte> _special;
    private readonly byte _separator;
    private readonly bool _mayBeEmpty;
    private ref byte _end;
    private int _leaf;

    /// <param name="start">Where the rows go.</param>
    /// <param name="cells">What to know of the table.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PlainRowWriter(ref byte start, PlainCells cells)
    {
        _end = ref start;
        _cells = cells;
        _special = cells.Special;
        _separator = cells.Separator;
        _mayBeEmpty = cells.MayBeEmpty;
    }

    /// <summary>Ends the row.</summary>
    /// <param name="start">Where the first row starts.</param>
    /// <returns>The length of all rows.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int EndRow(ref byte start)
    {
        Unsafe.Subtract(ref _end, 1) = (byte)'\n';
        _leaf = 0;
        return (int)Unsafe.ByteOffset(ref start, ref _end);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Value<T>(scoped ref T value)
        where T : unmanaged
    {
        int length =
            typeof(T) == typeof(int) ? NumberFormatter.Write(ref _end, Unsafe.As<T, int>(ref value))
            : typeof(T) == typeof(float) ? NumberFormatter.Write(ref _end, Unsafe.As<T, float>(ref value))
            : typeof(T) == typeof(double) ? NumberFormatter.Write(ref _end, Unsafe.As<T, double>(ref value))
            : typeof(T) == typeof(long) ? NumberFormatter.Write(ref _end, Unsafe.As<T, long>(ref value))
            : typeof(T) == typeof(short) ? NumberFormatter.Write(ref _end, (int)Unsafe.As<T, short>(ref value))
            : typeof(T) == typeof(sbyte) ? NumberFormatter.Write(ref _end, (int)Unsafe.As<T, sbyte>(ref value))
            : typeof(T) == typeof(byte) ? NumberFormatter.Write(ref _end, (uint)Unsafe.As<T, byte>(ref value))
            : typeof(T) == typeof(ushort) ? NumberFormatter.Write(ref _end, (uint)Unsafe.As<T, ushort>(ref value))
            : typeof(T) == typeof(uint) ? NumberFormatter.Write(ref _end, Unsafe.As<T, uint>(ref value))
            : typeof(T) == typeof(ulong) ? NumberFormatter.Write(ref _end, Unsafe.As<T, ulong>(ref value))
            : typeof(T) == typeof(Half) ? NumberFormatter.Write(ref _end, Unsafe.As<T, Half>(ref value))
            : typeof(T) == typeof(bool) ? NumberFormatter.Write(ref _end, Unsafe.As<T, byte>(ref value) != 0 ? 1U : 0)
            : _cells.Write(_leaf, ref Unsafe.As<T, byte>(ref value), ref _end);
        End(length);
        return true;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Text(scoped Span<byte> bytes)
    {
        int length = 0;
        int used;
        do
        {
            ReadOnlySpan<byte> rest = bytes[length..];
            Vector128<byte> block = Load(rest);
            Vector128<byte> upper = Vector128.Shuffle(
                Vector128.Create((byte)1, 2, 4, 8, 16, 32, 64, 128, 0, 0, 0, 0, 0, 0, 0, 0),
                block >>> 4);
            Vector128<byte> lower = Vector128.Shuffle(_special, block & Vector128.Create((byte)15));
            block.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref _end, length), Vector128<byte>.Count));

            // Text ends at the first NUL, and all bytes after it must be NUL.
            uint nuls = Vector128.Equals(block, Vector128<byte>.Zero).ExtractMostSignificantBits() | (1U << Vector128<byte>.Count);
            used = BitOperations.TrailingZeroCount(nuls);
            length += used;
            if ((upper & lower) != Vector128<byte>.Zero || nuls + (1U << used) != 1U << (Vector128<byte>.Count + 1))
            {
                return false;
            }
        }
        while (used == Vector128<byte>.Count && length < bytes.Length);

        if ((length == 0 && !_mayBeEmpty) || (bytes.Length > Vector128<byte>.Count && bytes[length..].ContainsAnyExcept((byte)0)))
        {
            return false;
        }

        End(length);
        return true;
    }

    // The first bytes of a text, then NUL.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Load(ReadOnlySpan<byte> text)
    {
        ref byte start = ref MemoryMarshal.GetReference(text);
        if (text.Length >= 16)
        {
            return Unsafe.ReadUnaligned<Vector128<byte>>(ref start);
        }

        // Two parts that overlap; the overlap is shifted out of the second.
        ulong first, second;
        if (text.Length >= 8)
        {
            first = Unsafe.ReadUnaligned<ulong>(ref start);
            second = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, text.Length - 8));
            return Vector128.Create(first, text.Length == 8 ? 0 : second >> ((16 - text.Length) * 8)).AsByte();
        }

        if (text.Length >= 4)
        {
            first = Unsafe.ReadUnaligned<uint>(ref start);
            second = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, text.Length - 4));
            return Vector128.Create(first | ((second >> ((8 - text.Length) * 8)) << 32), 0).AsByte();
        }

        first = 0;
        for (int i = 0; i < text.Length; i++)
        {
            first |= (ulong)text[i] << (i * 8);
        }

        return Vector128.Create(first, 0).AsByte();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void End(int length)
    {
        Unsafe.Add(ref _end, length) = _separator;
        _end = ref Unsafe.Add(ref _end, length + 1);
        _leaf++;
    }
}
