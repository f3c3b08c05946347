using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SchemaToolkit;

/// <summary>Reads numbers, each in a lane of 16 bytes that ends where its cell ends.</summary>
// The care is tested by typeof: the JIT drops branches that do not apply before they count against its inlining budget.
internal static unsafe class LaneNumbers<TCare>
    where TCare : struct, ILaneCare
{
    /// <summary>The longest number a lane holds, without its sign.</summary>
    private const int LaneBytes = LaneTables.LaneBytes;

    /// <summary>As <see cref="TryRead"/>, for records of many fields: inlined for each field, it would go beyond the JIT's inlining
    /// budget and the processor's instruction cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static bool TryReadByCall<T>(byte* text, nint start, nint end, LaneNulls nulls, nint nullLength, Vector128<byte> separator, scoped ref T value)
        where T : unmanaged
        => TryRead(text, start, end, nulls, nullLength, separator, ref value, out _);

    /// <summary>Reads a number.</summary>
    /// <typeparam name="T">What it becomes.</typeparam>
    /// <param name="text">What positions count from.</param>
    /// <param name="start">Where the cell starts.</param>
    /// <param name="end">Where it ends; the sixteen bytes before must be readable.</param>
    /// <param name="nulls">The cells that are nulls.</param>
    /// <param name="nullLength">The cell's length, to compare it with nulls; -1 if it is not one whatever it says.</param>
    /// <param name="separator">The decimal separator less '0', sixteen times.</param>
    /// <param name="value">The number.</param>
    /// <param name="notDigits">Not zero if a byte taken for a digit is not one; always zero except with <see cref="Careless"/>.</param>
    /// <returns>Whether it was read: it is a plain number of few digits, in range; or a null.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead<T>(
        byte* text,
        nint start,
        nint end,
        LaneNulls nulls,
        nint nullLength,
        Vector128<byte> separator,
        scoped ref T value,
        out Vector128<byte> notDigits)
        where T : unmanaged
    {
        notDigits = default;

        // 1 for '-'. No branch: signs occur unpredictably.
        nint sign = typeof(TCare) == typeof(Careless) ? 0 : (nint)(((uint)(text[start] ^ '-') - 1) >> 31);
        nint length = end - start - sign;
        if ((nuint)(length - 1) > LaneBytes - 1)
        {
            // 0.892857142857143 and the like: the lane lacks only the first zero.
            if (typeof(TCare) == typeof(Careless) || length != LaneBytes + 1 || text[start + sign] != '0' || nulls.HasLong)
            {
                return false;
            }

            length = LaneBytes;
        }

        Vector128<byte> cell = Vector128.Load(text + end - LaneBytes);
        Vector128<byte> digits = (cell - Vector128.Create((byte)'0')) & LaneTables.Load(LaneTables.KeepLast, length);
        int point = LaneBytes;
        if (typeof(T) == typeof(float) || typeof(T) == typeof(double))
        {
            uint points = Vector128.Equals(digits, separator).ExtractMostSignificantBits();
            point = BitOperations.TrailingZeroCount(points | (1 << LaneBytes));
            digits = Ssse3.Shuffle(digits, LaneTables.Load(LaneTables.TakePointOut, point * LaneBytes));
        }

        notDigits = Vector128.SubtractSaturate(digits, Vector128.Create((byte)9));
        if (typeof(TCare) != typeof(Careless))
        {
            if (notDigits != Vector128<byte>.Zero)
            {
                return false;
            }

            notDigits = default;
        }

        if (typeof(T) == typeof(float) || typeof(T) == typeof(double))
        {
            int isNull =
                typeof(TCare) == typeof(SelectiveNulls) || typeof(TCare) == typeof(WideNulls) || typeof(TCare) == typeof(WideSelective)
                ? nulls.Contains(cell, nullLength)
                : 0;

            // A point alone is not a number.
            if (length + (point >> 4) < 2
                || (isNull & nulls.NotNaN) != 0
                || !ExactFloat.TryScale(JoinToDouble(digits), point + ((int)sign * ExactFloat.Negative), ref value))
            {
                return false;
            }

            if (typeof(TCare) == typeof(SelectiveNulls) || typeof(TCare) == typeof(WideNulls) || typeof(TCare) == typeof(WideSelective))
            {
                ExactFloat.ReplaceByNaN(isNull, ref value);
            }

            return true;
        }

        // Null integers are left to the parser. Few integer columns have nulls, so the branch is predicted well.
        return !((typeof(TCare) == typeof(SelectiveNulls) || typeof(TCare) == typeof(WideNulls) || typeof(TCare) == typeof(WideSelective))
            && nulls.HasLength(nullLength) && nulls.Contains(cell, nullLength) != 0)
            && IntegerFit.TryFit(Join(digits), sign, ref value);
    }

    // Joins sixteen digits, the most significant first, to pairs, fours, eights.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Eights(Vector128<byte> digits)
    {
        Vector128<short> pairs = Ssse3.MultiplyAddAdjacent(
            digits,
            Vector128.Create((sbyte)10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1));
        Vector128<int> fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create((short)100, 1, 100, 1, 100, 1, 100, 1));
        Vector128<short> packed = Sse41.PackUnsignedSaturate(fours, fours).AsInt16();
        return Sse2.MultiplyAddAdjacent(packed, Vector128.Create((short)10000, 1, 10000, 1, 10000, 1, 10000, 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Join(Vector128<byte> digits)
    {
        ulong eights = Eights(digits).AsUInt64().ToScalar();
        return ((eights & uint.MaxValue) * 100_000_000) + (eights >> 32);
    }

    // Exact if below 2^53; a number that is not exact never comes out below.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double JoinToDouble(Vector128<byte> digits)
    {
        Vector128<double> halves = Sse2.ConvertToVector128Double(Eights(digits));
        return (halves.ToScalar() * 1e8) + halves.GetElement(1);
    }
}
