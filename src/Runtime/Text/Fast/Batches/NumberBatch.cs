using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SchemaToolkit;

/// <summary>
/// Reads the same four numbers of some rows (AVX-512), each in a lane of 16 bytes that ends where its cell ends. The work from
/// text to number is long, and the processor looks ahead only some hundred instructions. So the work is split into stages, each
/// for all of the rows: within a stage no row waits for another.
/// </summary>
/// <param name="nulls">The cells that are nulls; <see langword="null"/> for none.</param>
/// <param name="quote">A cell behind it is no null; 0 for none.</param>
/// <param name="point">The decimal separator.</param>
internal sealed unsafe class NumberBatch(LaneNulls? nulls, byte quote, byte point)
{
    /// <summary>The most rows of a batch, a multiple of eight. What is kept of them between the stages stays in the first-level
    /// cache.</summary>
    public const int Rows = 64;

    /// <summary>Numbers read of a row.</summary>
    public const int Lanes = 4;

    private const int LaneBytes = LaneTables.LaneBytes;

    // The marks of a lane are added up. A point adds its place, counted from the end of the lane from 1 on; a sign adds 64 and its
    // place; a null is 128.
    private const byte SignMark = 64;
    private const byte NullMark = 128;

    // The scale of a lane is the number of its decimals, plus one of these if it is negative or null.
    private const byte NullScale = 64;
    private const byte NegativeScale = 128;

    // Of a smaller number's digits, a fraction that is not zero stays one after dividing.
    private const double LargestQuotient = 1L << 50;

    // The lengths of eight rows are one vector.
    private const int CheckedRows = 8;

    private readonly byte[] _memory = GC.AllocateUninitializedArray<byte>(sizeof(Buffers) + sizeof(Vector512<byte>), pinned: true);

    /// <summary>Whether this machine has the instructions.</summary>
    public static bool IsSupported => Avx512Vbmi.VL.IsSupported && Avx512DQ.IsSupported && Avx512BW.IsSupported;

    // The place of each byte, counted from the end of its lane from 1 on.
    private static Vector512<byte> Places
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(
            (byte)16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1,
            16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
    }

    // The number of each byte's lane.
    private static Vector512<byte> LaneOfByte
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(
            (byte)0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
            2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3);
    }

    private Buffers* Memory
        => (Buffers*)(((nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory)) + sizeof(Vector512<byte>) - 1)
            & -sizeof(Vector512<byte>));

    /// <summary>Reads numbers.</summary>
    /// <param name="cells">The rows.</param>
    /// <param name="count">How many: 1 to <see cref="Rows"/>.</param>
    /// <param name="step">The numbers.</param>
    public void Read(in IndexedRows cells, int count, RowStep* step)
    {
        Debug.Assert(count is > 0 and <= Rows && Rows % CheckedRows == 0, "The buffers must hold the rows, by eights.");
        Debug.Assert(step->Kind == RowStepKind.Numbers && step->Count is > 0 and <= Lanes, "The step must read one to four numbers.");
        Debug.Assert(LaneBytes <= CellIndex.Margin, "A lane must be readable before any end of a cell.");
        Buffers* memory = Memory;
        bool hasLong = Measure(cells, count, step, memory) && nulls is not { HasLong: true };
        if (hasLong)
        {
            Shorten(cells, count, step, memory);
        }

        Gather(cells, count, step, nulls, quote, point, memory);
        Check(count, step, memory);
        if (hasLong)
        {
            for (int i = 0; i < count * Lanes; i++)
            {
                memory->Scales[i] |= memory->Hidden[i];
            }
        }

        Join(count, memory);
    }

    /// <summary>Writes the numbers that were read. What it writes for odd ones has no meaning.</summary>
    /// <param name="count">How many rows: as many as were read.</param>
    /// <param name="step">The numbers.</param>
    /// <param name="destination">Where the first of them is in the first record.</param>
    /// <param name="recordSize">Bytes of a record.</param>
    /// <returns>Whether some are odd: see <see cref="Odd"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Write(int count, RowStep* step, byte* destination, nint recordSize)
    {
        Debug.Assert(count is > 0 and <= Rows, "There must be as many rows as were read.");
        Debug.Assert(step->Size <= sizeof(Vector256<byte>), "The numbers of a record must lie within a vector.");
        Debug.Assert(step->Offset + step->Size <= recordSize, "The numbers must lie within the record.");
        Buffers* memory = Memory;
        bool hasSingles = step->HasSingles;
        bool hasDoubles = step->HasDoubles;
        bool hasNulls = nulls is not null;
        bool hasIntegrals = step->HasIntegrals;
        Vector512<ulong> integrals = Twice(step->Integrals);

        // A whole vector is stored without a mask.
        int size = step->IsSolid ? step->Size : 0;
        bool anyOdd = false;
        Vector512<double> min = Twice(step->Min.AsUInt64()).AsDouble();
        Vector512<double> max = Twice(step->Max.AsUInt64()).AsDouble();
        Vector512<ulong> singles = Twice(step->Singles);
        Vector512<byte> image = Avx512F.InsertVector256(step->Image.ToVector512Unsafe(), step->Image + Vector256.Create((byte)32), 1);
        Vector256<byte> within = step->Keep;
        for (nint row = 0; row < count; row += 2)
        {
            // Exact if below 2^53; a number that is not exact never comes out below.
            Vector512<double> number = Vector512.FusedMultiplyAdd(
                Avx512F.ConvertToVector512Double(Vector256.Load(memory->Halves + (row * 2 * Lanes))),
                Vector512.Create(1e8),
                Avx512F.ConvertToVector512Double(Vector256.Load(memory->Halves + (row * 2 * Lanes) + (2 * Lanes))));
            Vector512<ulong> scale = Avx512F.ConvertToVector512UInt64(Eight(memory->Scales + (row * Lanes)).AsByte());
            number = (number.AsUInt64() ^ ((scale << 56) & Vector512.Create(1UL << 63))).AsDouble();
            Vector512<ulong> isBroken = Vector512<ulong>.Zero;
            if (hasIntegrals)
            {
                // The quotient is exact if it is an integer, and far from one if it is not.
                Vector512<double> quotient = number / PowersOfTen(scale);
                Vector512<ulong> isWhole = (Vector512.Equals(Vector512.Truncate(quotient), quotient)
                    & Vector512.LessThan(Vector512.Abs(number), Vector512.Create(LargestQuotient))).AsUInt64();
                Vector512<ulong> isInteger = Vector512.Equals(scale & Vector512.Create(15UL), Vector512<ulong>.Zero);
                isBroken = Vector512.AndNot(integrals, isWhole | isInteger);
                number = Vector512.ConditionalSelect(integrals.AsDouble(), quotient, number);
            }

            Vector512<ulong> isOut = isBroken | (Vector512.LessThan(number, min) | Vector512.GreaterThan(number, max)).AsUInt64();
            Vector512<ulong> value = Avx512DQ.ConvertToVector512Int64(number).AsUInt64();
            if (hasSingles)
            {
                // As in ExactFloat: not exact, but good enough for a float unless it is halfway between two.
                Vector512<double> scaled = number * Avx512F.PermuteVar8x64x2(
                    Vector512.Create(1e0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7),
                    scale.AsInt64(),
                    Vector512.Create(1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13, 1e-14, 1e-15));
                Vector512<ulong> middle = (scaled.AsUInt64() & Vector512.Create((ulong)ExactFloat.Rest))
                    - Vector512.Create((ulong)(ExactFloat.Halfway - ExactFloat.Margin));
                isOut |= Vector512.LessThanOrEqual(middle, Vector512.Create((ulong)(2 * ExactFloat.Margin))) & singles;
                value = Vector512.ConditionalSelect(
                    singles,
                    Avx512F.ConvertToVector512UInt64(Avx512F.ConvertToVector256Single(scaled).AsUInt32()),
                    value);
            }

            if (hasDoubles)
            {
                Vector512<double> quotient = number / PowersOfTen(scale);
                value = Vector512.ConditionalSelect(Twice(step->Doubles), quotient.AsUInt64(), value);
            }

            if (hasNulls)
            {
                Vector512<ulong> isNull = Vector512.Equals(scale, Vector512.Create((ulong)NullScale));
                Vector512<ulong> nan = Twice(step->NaN);
                isOut |= isNull & Vector512.Equals(nan, Vector512<ulong>.Zero);
                value = Vector512.ConditionalSelect(isNull, nan, value);
            }

            ulong notDigits = memory->NotDigits[row] | memory->NotDigits[row + 1]
                | Unsafe.ReadUnaligned<ulong>(memory->OddLanes + (row * Lanes));
            ulong outs = isOut.ExtractMostSignificantBits();
            memory->IsOdd[row] = memory->IsOdd[row + 1] = 0;
            if ((notDigits | outs) != 0)
            {
                for (int lane = 0; lane < 2 * Lanes; lane++)
                {
                    bool isOdd = ((outs >> lane) & 1) != 0 || memory->OddLanes[(row * Lanes) + lane] != 0
                        || ((ushort*)(memory->NotDigits + row))[lane] != 0;
                    memory->IsOdd[row + (lane / Lanes)] |= (byte)(isOdd ? 1 << (lane % Lanes) : 0);
                }

                anyOdd |= memory->IsOdd[row] != 0 || (memory->IsOdd[row + 1] != 0 && row + 1 < count);
            }

            Vector512<byte> bytes = Avx512Vbmi.PermuteVar64x8(value.AsByte(), image);
            Store(bytes.GetLower(), destination, size, within);
            if (row + 1 < count)
            {
                Store(bytes.GetUpper(), destination + recordSize, size, within);
            }

            destination += 2 * recordSize;
        }

        return anyOdd;
    }

    /// <summary>Which of a row's cells are odd, a bit each: neither a null nor a plain number of few digits and in range. Call it
    /// after <see cref="Write"/>.</summary>
    public int Odd(int row) => Memory->IsOdd[row];

    // Measures the cells. False means that none is longer than a lane.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Measure(in IndexedRows cells, int count, RowStep* step, Buffers* memory)
    {
        Vector128<ushort> gap = step->Gap;
        Vector128<ushort> over = Vector128<ushort>.Zero;
        ushort* ends = cells.Ends;
        ushort* starts = cells.Starts;
        Vector128<int> columns = step->Columns;
        nint first = columns.ToScalar();
        ulong* all = memory->Lengths;
        if (step->IsAdjacent)
        {
            for (nint row = 0; row < count; row++)
            {
                Vector128<ushort> lengths = Eight(ends + first).AsUInt16() - Eight(starts + first).AsUInt16() - gap;
                over |= lengths;
                all[row] = lengths.AsUInt64().ToScalar();
                ends += cells.Stride;
                starts += cells.Stride;
            }
        }
        else
        {
            nint second = columns.GetElement(1);
            nint third = columns.GetElement(2);
            nint fourth = columns.GetElement(3);
            for (nint row = 0; row < count; row++)
            {
                ulong lengths = (ushort)(ends[first] - starts[first] - gap.ToScalar());
                lengths |= (ulong)(ushort)(ends[second] - starts[second] - gap.GetElement(1)) << 16;
                lengths |= (ulong)(ushort)(ends[third] - starts[third] - gap.GetElement(2)) << 32;
                lengths |= (ulong)(ushort)(ends[fourth] - starts[fourth] - gap.GetElement(3)) << 48;
                over |= Vector128.CreateScalarUnsafe(lengths).AsUInt16();
                all[row] = lengths;
                ends += cells.Stride;
                starts += cells.Stride;
            }
        }

        return (over & Vector128.Create(unchecked((ushort)-LaneBytes))).AsUInt64().ToScalar() != 0;
    }

    // 0.892857142857143 and the like: what a lane does not hold may be just a zero, with or without a sign before it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Shorten(in IndexedRows cells, int count, RowStep* step, Buffers* memory)
    {
        ushort* ends = cells.Ends;
        ushort* lengths = (ushort*)memory->Lengths;
        byte* hidden = memory->Hidden;
        for (nint row = 0; row < count; row++)
        {
            for (int lane = 0; lane < Lanes; lane++)
            {
                int length = *lengths;
                *hidden = 0;
                if (length is LaneBytes + 1 or LaneBytes + 2)
                {
                    byte* cell = cells.Text + ends[step->Columns.GetElement(lane)] - length;
                    bool isHidden = length == LaneBytes + 1 ? *cell == '0' : cell[0] == '-' && cell[1] == '0';
                    if (isHidden && cell[length - LaneBytes] != '-')
                    {
                        *lengths = LaneBytes;
                        *hidden = length == LaneBytes + 1 ? (byte)0 : NegativeScale;
                    }
                }

                lengths++;
                hidden++;
            }

            ends += cells.Stride;
        }
    }

    // Text → digits (points among them) and marks.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gather(in IndexedRows cells, int count, RowStep* step, LaneNulls? nulls, byte quote, byte point, Buffers* memory)
    {
        Vector512<byte> places = Places;
        byte* text = cells.Text - LaneBytes;
        Vector128<int> columns = step->Columns;
        ushort* ends0 = cells.Ends + columns.ToScalar();
        ushort* ends1 = cells.Ends + columns.GetElement(1);
        ushort* ends2 = cells.Ends + columns.GetElement(2);
        ushort* ends3 = cells.Ends + columns.GetElement(3);
        Vector512<byte> lowBytes = LaneOfByte + LaneOfByte;
        nint stride = cells.Stride;
        nint at = 0;
        for (nint row = 0; row < count; row++)
        {
            Vector256<byte> low = Vector256.Create(Vector128.Load(text + ends0[at]), Vector128.Load(text + ends1[at]));
            Vector256<byte> high = Vector256.Create(Vector128.Load(text + ends2[at]), Vector128.Load(text + ends3[at]));
            Vector512<byte> cell = Avx512F.InsertVector256(low.ToVector512Unsafe(), high, 1);
            at += stride;
            Vector512<byte> lengths = Avx512Vbmi.PermuteVar64x8(Load(memory->Lengths + row), lowBytes);
            Vector512<byte> nullMarks = Vector512<byte>.Zero;
            if (nulls is not null)
            {
                // A quote before a cell stays, so that it differs from every null.
                Vector512<byte> isQuote = Vector512.Equals(cell, Vector512.Create(quote))
                    & Vector512.Equals(places, lengths + Vector512<byte>.One);
                Vector512<ulong> isNull = nulls.Find(
                    Vector512.ConditionalSelect(Vector512.LessThanOrEqual(places, lengths) | isQuote, cell, Vector512<byte>.Zero));
                nullMarks = isNull.AsByte() & Vector512.Create(0, (ulong)NullMark, 0, NullMark, 0, NullMark, 0, NullMark).AsByte();
                cell = Vector512.ConditionalSelect(isNull.AsByte(), Vector512.Create((byte)'0'), cell);
            }

            Vector512<byte> digits = Vector512.ConditionalSelect(
                Vector512.LessThanOrEqual(places, lengths),
                cell - Vector512.Create((byte)'0'),
                Vector512<byte>.Zero);
            Vector512<byte> isSign = Vector512.Equals(digits, Vector512.Create(unchecked((byte)('-' - '0'))));
            Vector512<byte> isPoint = Vector512.Equals(digits, Vector512.Create(unchecked((byte)(point - '0'))));
            Vector512<byte> marks = Vector512.ConditionalSelect(isPoint, places, nullMarks);
            marks = Vector512.ConditionalSelect(isSign, places + Vector512.Create(SignMark), marks);
            Vector512.ConditionalSelect(isSign, Vector512<byte>.Zero, digits).Store(memory->Digits + (row * sizeof(Vector512<byte>)));
            memory->Marks[row] = Avx512F.ConvertToVector128ByteWithSaturation(
                Avx512BW.SumAbsoluteDifferences(marks, Vector512<byte>.Zero).AsUInt64()).AsUInt64().ToScalar();
        }
    }

    // Marks → points, scales and odd lanes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Check(int count, RowStep* step, Buffers* memory)
    {
        Vector256<byte> one = Vector256<byte>.One;
        Vector256<byte> integers = step->Integers;
        Vector256<byte> unsigned = step->Unsigned;
        for (nint row = 0; row < count; row += CheckedRows)
        {
            // Each half of a lane has its own sum.
            Vector512<short> sums = Avx512BW.MultiplyAddAdjacent(Vector512.Load((byte*)(memory->Marks + row)), Vector512<sbyte>.One);
            Vector256<byte> marks = Avx512BW.ConvertToVector256ByteWithSaturation(sums.AsUInt16());
            Vector256<byte> lengths = Avx512BW.ConvertToVector256ByteWithSaturation(Vector512.Load((ushort*)(memory->Lengths + row)));

            // This takes a sign for the first byte. If it is not, the point's place comes out wrong, and the lane is found odd.
            Vector256<byte> isNegative = Vector256.GreaterThan(marks & Vector256.Create(SignMark), Vector256<byte>.Zero);
            Vector256<byte> isNull = Vector256.Equals(marks, Vector256.Create(NullMark));
            Vector256<byte> point = marks - (isNegative & (lengths + Vector256.Create(SignMark)));
            point = Vector256.AndNot(point, isNull);

            // Odd: no digit, or more than a lane holds; a point or a sign where none is allowed.
            Vector256<byte> digits = lengths - (isNegative & one) - Vector256.Min(point, one);
            Vector256<byte> isOdd = Avx2.SubtractSaturate(digits - one, Vector256.Create((byte)(LaneBytes - 1)))
                | Avx2.SubtractSaturate(lengths, Vector256.Create((byte)LaneBytes))
                | Avx2.SubtractSaturate(point, Vector256.Create((byte)LaneBytes))
                | (point & integers)
                | (isNegative & unsigned);
            (point - one).Store(memory->Points + (row * Lanes));
            (Avx2.SubtractSaturate(point, one)
                | (isNegative & Vector256.Create(NegativeScale))
                | (isNull & Vector256.Create(NullScale))).Store(memory->Scales + (row * Lanes));
            isOdd.Store(memory->OddLanes + (row * Lanes));
        }
    }

    // Digits → halves of numbers, of eight digits each.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Join(int count, Buffers* memory)
    {
        Vector512<byte> fromEnd = Places - Vector512<byte>.One;
        Vector512<byte> lane = LaneOfByte;
        for (nint row = 0; row < count; row += 2)
        {
            Vector512<byte> points = Load(memory->Points + (row * Lanes));
            Vector512<byte> first = TakePointOut(
                Vector512.Load(memory->Digits + (row * sizeof(Vector512<byte>))),
                Avx512Vbmi.PermuteVar64x8(points, lane),
                fromEnd);
            Vector512<byte> second = TakePointOut(
                Vector512.Load(memory->Digits + ((row + 1) * sizeof(Vector512<byte>))),
                Avx512Vbmi.PermuteVar64x8(points, lane + Vector512.Create((byte)Lanes)),
                fromEnd);
            memory->NotDigits[row] = Vector512.GreaterThan(first, Vector512.Create((byte)9)).ExtractMostSignificantBits();
            memory->NotDigits[row + 1] = Vector512.GreaterThan(second, Vector512.Create((byte)9)).ExtractMostSignificantBits();

            // Groups of eight digits of both rows; then all first halves before all second ones.
            Vector512<short> packed = Avx512BW.PackUnsignedSaturate(Fours(first), Fours(second)).AsInt16();
            Vector512<int> eights = Avx512BW.MultiplyAddAdjacent(packed, Vector512.Create(10_000 | (1 << 16)).AsInt16());
            Avx512F.PermuteVar16x32(eights, Vector512.Create(0, 4, 8, 12, 2, 6, 10, 14, 1, 5, 9, 13, 3, 7, 11, 15))
                .Store(memory->Halves + (row * 2 * Lanes));
        }
    }

    // The digits before the point move up by one. Without a point, all digits count as behind it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> TakePointOut(Vector512<byte> digits, Vector512<byte> point, Vector512<byte> fromEnd)
        => Vector512.ConditionalSelect(Vector512.LessThan(fromEnd, point), digits, Avx512BW.ShiftLeftLogical128BitLane(digits, 1));

    // Pairs, then fours.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Fours(Vector512<byte> digits)
        => Avx512BW.MultiplyAddAdjacent(
            Avx512BW.MultiplyAddAdjacent(digits, Vector512.Create((ushort)(10 | (1 << 8))).AsSByte()),
            Vector512.Create(100 | (1 << 16)).AsInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<byte> bytes, byte* destination, int size, Vector256<byte> isWithin)
    {
        if (size == sizeof(Vector128<byte>))
        {
            bytes.GetLower().Store(destination);
        }
        else if (size == sizeof(Vector256<byte>))
        {
            bytes.Store(destination);
        }
        else
        {
            Avx512BW.VL.MaskStore(destination, isWithin, bytes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> PowersOfTen(Vector512<ulong> scale)
        => Avx512F.PermuteVar8x64x2(
            Vector512.Create(1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7),
            scale.AsInt64(),
            Vector512.Create(1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15));

    // Loads eight bytes; the bytes behind them are undefined.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Load(void* eight)
        => Eight(eight).AsByte().ToVector256Unsafe().ToVector512Unsafe();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Eight(void* eight) => Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(eight));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Twice(Vector256<ulong> half) => Avx512F.InsertVector256(half.ToVector512Unsafe(), half, 1);

    /// <summary>What is known of the numbers between the stages.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Buffers
    {
        public fixed byte Digits[Rows * Lanes * LaneBytes];
        public fixed int Halves[Rows * Lanes * 2];
        public fixed ulong Lengths[Rows];
        public fixed ulong Marks[Rows];
        public fixed ulong NotDigits[Rows];
        public fixed byte Points[Rows * Lanes];
        public fixed byte Scales[Rows * Lanes];
        public fixed byte OddLanes[Rows * Lanes];
        public fixed byte Hidden[Rows * Lanes];
        public fixed byte IsOdd[Rows];
    }
}
