using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SchemaToolkit;

/// <summary>Indexes 64 bytes at once; packs positions by <c>vpcompressb</c> (AVX-512 VBMI2).</summary>
internal readonly unsafe struct Vector512Indexer : ICellIndexer
{
    public static bool IsSupported => Avx512Vbmi2.IsSupported && Avx512BW.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Index<TMode>(byte* text, ref int length, in CellBytes bytes, ushort* starts, ushort* ends, out int lines)
        where TMode : struct, ILaneMode
    {
        Vector512<byte> lineEnd = Vector512.Create((byte)(TMode.IsCrLf ? '\r' : '\n'));
        Vector512<byte> delimiter = Vector512.Create(bytes.Delimiter);
        Vector512<byte> quote = Vector512.Create(bytes.Quote);
        Vector512<byte> comment = Vector512.Create(bytes.Comment);
        Vector512<byte> indices = Vector512<byte>.Indices;
        Vector512<ushort> position = Vector512<ushort>.Zero;
        ushort* end = ends;
        int lineCount = 0;
        ulong carriageReturn = 0;
        var quotes = QuoteMasks.AtLineStart;
        int all = length; // a copy, as what is stored might be the parameter
        int i = 0;
        for (; i < all; i += 64)
        {
            Vector512<byte> v = Vector512.Load(text + i);
            ulong lf = Vector512.Equals(v, Vector512.Create((byte)'\n')).ExtractMostSignificantBits();
            ulong cr = Vector512.Equals(v, Vector512.Create((byte)'\r')).ExtractMostSignificantBits();

            if (TMode.IsQuoted)
            {
                ulong zeros = Vector512.Equals(v, Vector512<byte>.Zero).ExtractMostSignificantBits();
                ulong comments = Vector512.Equals(v, comment).ExtractMostSignificantBits();
                ulong delimiters = Vector512.Equals(v, delimiter).ExtractMostSignificantBits();
                ulong quoted = Vector512.Equals(v, quote).ExtractMostSignificantBits();
                if (!quotes.TryTake<TMode>(quoted, delimiters, lf, cr, zeros, comments, PrefixXor.OfBits(quoted), out QuoteMasks.Cells cells))
                {
                    break;
                }

                starts += Store(ToVector(cells.Starts), indices, position, starts);
                end += Store(ToVector(cells.Ends), indices, position, end);
                lineCount += BitOperations.PopCount(cells.LineEnds);
                position += Vector512.Create((ushort)64);
                continue;
            }

            // A quote or comment of 0 means none. It compares as NUL, which is left to the general path anyway.
            Vector512<byte> isOdd = Vector512.Equals(v, Vector512<byte>.Zero) | Vector512.Equals(v, quote) | Vector512.Equals(v, comment);
            ulong lineEnds = TMode.IsCrLf ? cr : lf;
            ulong odd = isOdd.ExtractMostSignificantBits();
            if (TMode.IsCrLf)
            {
                // Each CR must have its LF behind it, and no LF may be alone.
                odd |= ((cr << 1) | carriageReturn) ^ lf;
                carriageReturn = cr >> 63;
            }
            else
            {
                odd |= cr;
            }

            if (odd != 0)
            {
                break;
            }

            Vector512<byte> isEnd;
            if (TMode.IsBlanks)
            {
                Vector512<byte> isSeparator = IsSeparator(v);
                Vector512<byte> wasSeparator = IsSeparator(Vector512.Load(text + i - 1));
                isEnd = Vector512.AndNot(isSeparator, wasSeparator);
                starts += Store(Vector512.AndNot(wasSeparator, isSeparator), indices, position, starts);
            }
            else
            {
                isEnd = Vector512.Equals(v, lineEnd) | Vector512.Equals(v, delimiter);
            }

            end += Store(isEnd, indices, position, end);
            lineCount += BitOperations.PopCount(lineEnds);
            position += Vector512.Create((ushort)64);
        }

        length = i;
        lines = lineCount;
        return (int)(end - ends);
    }

    // Ones in the bytes that have a bit.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> ToVector(ulong mask)
    {
        Vector512<byte> bytes = Avx512BW.Shuffle(
            Vector512.Create(mask).AsByte(),
            Vector512.Create(
                0UL, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303, 0x0404040404040404, 0x0505050505050505, 0x0606060606060606, 0x0707070707070707).AsByte());
        Vector512<byte> bits = Vector512.Create(0x8040201008040201).AsByte();
        return Vector512.Equals(bytes & bits, bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Store(Vector512<byte> mask, Vector512<byte> indices, Vector512<ushort> position, ushort* destination)
    {
        int count = BitOperations.PopCount(mask.ExtractMostSignificantBits());
        (Vector512<ushort> low, Vector512<ushort> high) = Vector512.Widen(Avx512Vbmi2.Compress(Vector512<byte>.Zero, mask, indices));
        (low + position).Store(destination);
        if (count > 32)
        {
            (high + position).Store(destination + 32);
        }

        return count;
    }

    // Blank, tab, LF, VT, FF, CR: 0x20 and 0x09 to 0x0D.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> IsSeparator(Vector512<byte> v)
        => Vector512.Equals(v, Vector512.Create((byte)' '))
            | Vector512.LessThanOrEqual(v - Vector512.Create((byte)'\t'), Vector512.Create((byte)4));
}
