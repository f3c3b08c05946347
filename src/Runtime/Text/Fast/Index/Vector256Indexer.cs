using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SchemaToolkit;

/// <summary>Indexes two times 32 bytes at once; takes positions from a mask bit by bit (AVX2).</summary>
internal readonly unsafe struct Vector256Indexer : ICellIndexer
{
    public static bool IsSupported => Avx2.IsSupported && Bmi1.X64.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Index<TMode>(byte* text, ref int length, in CellBytes bytes, ushort* starts, ushort* ends, out int lines)
        where TMode : struct, ILaneMode
    {
        Vector256<byte> delimiter = Vector256.Create(bytes.Delimiter);
        Vector256<byte> quote = Vector256.Create(bytes.Quote);
        Vector256<byte> comment = Vector256.Create(bytes.Comment);
        ushort* end = ends;
        int lineCount = 0;
        ulong carriageReturn = 0;
        ulong separator = 1;
        var quotes = QuoteMasks.AtLineStart;
        int all = length; // a copy, as what is stored might be the parameter
        int i = 0;
        for (; i < all; i += 64)
        {
            Vector256<byte> a = Vector256.Load(text + i);
            Vector256<byte> b = Vector256.Load(text + i + 32);
            ulong lf = Mask(a, b, Vector256.Create((byte)'\n'));
            ulong cr = Mask(a, b, Vector256.Create((byte)'\r'));
            ulong lineEnds = TMode.IsCrLf ? cr : lf;

            if (TMode.IsQuoted)
            {
                ulong quoted = Mask(a, b, quote);
                ulong zeros = Mask(a, b, Vector256<byte>.Zero);
                if (!quotes.TryTake<TMode>(quoted, Mask(a, b, delimiter), lf, cr, zeros, Mask(a, b, comment), PrefixXor.OfBits(quoted), out QuoteMasks.Cells cells))
                {
                    break;
                }

                starts = CellPositions.Store(cells.Starts, i, starts);
                end = CellPositions.Store(cells.Ends, i, end);
                lineCount += BitOperations.PopCount(cells.LineEnds);
                continue;
            }

            // A quote or comment of 0 means none. It compares as NUL, which is left to the general path anyway.
            ulong odd = Mask(IsOdd(a, quote, comment), IsOdd(b, quote, comment));
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

            if (TMode.IsBlanks)
            {
                ulong separators = Mask(IsSeparator(a), IsSeparator(b));
                ulong before = (separators << 1) | separator;
                separator = separators >> 63;
                starts = CellPositions.Store(before & ~separators, i, starts);
                end = CellPositions.Store(separators & ~before, i, end);
            }
            else
            {
                end = CellPositions.Store(lineEnds | Mask(a, b, delimiter), i, end);
            }

            lineCount += BitOperations.PopCount(lineEnds);
        }

        length = i;
        lines = lineCount;
        return (int)(end - ends);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask(Vector256<byte> a, Vector256<byte> b, Vector256<byte> value)
        => Mask(Vector256.Equals(a, value), Vector256.Equals(b, value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask(Vector256<byte> a, Vector256<byte> b)
        => a.ExtractMostSignificantBits() | ((ulong)b.ExtractMostSignificantBits() << 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> IsOdd(Vector256<byte> v, Vector256<byte> quote, Vector256<byte> comment)
        => Vector256.Equals(v, Vector256<byte>.Zero) | Vector256.Equals(v, quote) | Vector256.Equals(v, comment);

    // Blank, tab, LF, VT, FF, CR: 0x20 and 0x09 to 0x0D.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> IsSeparator(Vector256<byte> v)
        => Vector256.Equals(v, Vector256.Create((byte)' '))
            | Vector256.Equals(
                Vector256.Min(v - Vector256.Create((byte)'\t'), Vector256.Create((byte)4)),
                v - Vector256.Create((byte)'\t'));
}
