using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace SchemaToolkit;

/// <summary>Turns 16 rows of 16 bytes into their columns, in registers.</summary>
internal static class ByteSquare
{
    public const int Side = 16;

    public static bool IsSupported => Sse2.IsSupported || AdvSimd.Arm64.IsSupported;

    /// <summary>Transposes a square.</summary>
    /// <param name="from">Its first byte.</param>
    /// <param name="fromStride">The bytes from one row to the next.</param>
    /// <param name="to">Where the first column goes.</param>
    /// <param name="toStride">The bytes from one column to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(ref byte from, nint fromStride, ref byte to, nint toStride)
    {
        Vector128<byte> a0 = Vector128.LoadUnsafe(ref from, (nuint)(0 * fromStride));
        Vector128<byte> a1 = Vector128.LoadUnsafe(ref from, (nuint)(1 * fromStride));
        Vector128<byte> a2 = Vector128.LoadUnsafe(ref from, (nuint)(2 * fromStride));
        Vector128<byte> a3 = Vector128.LoadUnsafe(ref from, (nuint)(3 * fromStride));
        Vector128<byte> a4 = Vector128.LoadUnsafe(ref from, (nuint)(4 * fromStride));
        Vector128<byte> a5 = Vector128.LoadUnsafe(ref from, (nuint)(5 * fromStride));
        Vector128<byte> a6 = Vector128.LoadUnsafe(ref from, (nuint)(6 * fromStride));
        Vector128<byte> a7 = Vector128.LoadUnsafe(ref from, (nuint)(7 * fromStride));
        Vector128<byte> a8 = Vector128.LoadUnsafe(ref from, (nuint)(8 * fromStride));
        Vector128<byte> a9 = Vector128.LoadUnsafe(ref from, (nuint)(9 * fromStride));
        Vector128<byte> a10 = Vector128.LoadUnsafe(ref from, (nuint)(10 * fromStride));
        Vector128<byte> a11 = Vector128.LoadUnsafe(ref from, (nuint)(11 * fromStride));
        Vector128<byte> a12 = Vector128.LoadUnsafe(ref from, (nuint)(12 * fromStride));
        Vector128<byte> a13 = Vector128.LoadUnsafe(ref from, (nuint)(13 * fromStride));
        Vector128<byte> a14 = Vector128.LoadUnsafe(ref from, (nuint)(14 * fromStride));
        Vector128<byte> a15 = Vector128.LoadUnsafe(ref from, (nuint)(15 * fromStride));

        // To zip the first half of the rows with the second moves every byte's number by one bit: after four times, row and column
        // have changed places.
        (Vector128<byte> b0, Vector128<byte> b1) = Zip(a0, a8);
        (Vector128<byte> b2, Vector128<byte> b3) = Zip(a1, a9);
        (Vector128<byte> b4, Vector128<byte> b5) = Zip(a2, a10);
        (Vector128<byte> b6, Vector128<byte> b7) = Zip(a3, a11);
        (Vector128<byte> b8, Vector128<byte> b9) = Zip(a4, a12);
        (Vector128<byte> b10, Vector128<byte> b11) = Zip(a5, a13);
        (Vector128<byte> b12, Vector128<byte> b13) = Zip(a6, a14);
        (Vector128<byte> b14, Vector128<byte> b15) = Zip(a7, a15);

        (a0, a1) = Zip(b0, b8);
        (a2, a3) = Zip(b1, b9);
        (a4, a5) = Zip(b2, b10);
        (a6, a7) = Zip(b3, b11);
        (a8, a9) = Zip(b4, b12);
        (a10, a11) = Zip(b5, b13);
        (a12, a13) = Zip(b6, b14);
        (a14, a15) = Zip(b7, b15);

        (b0, b1) = Zip(a0, a8);
        (b2, b3) = Zip(a1, a9);
        (b4, b5) = Zip(a2, a10);
        (b6, b7) = Zip(a3, a11);
        (b8, b9) = Zip(a4, a12);
        (b10, b11) = Zip(a5, a13);
        (b12, b13) = Zip(a6, a14);
        (b14, b15) = Zip(a7, a15);

        (a0, a1) = Zip(b0, b8);
        (a2, a3) = Zip(b1, b9);
        (a4, a5) = Zip(b2, b10);
        (a6, a7) = Zip(b3, b11);
        (a8, a9) = Zip(b4, b12);
        (a10, a11) = Zip(b5, b13);
        (a12, a13) = Zip(b6, b14);
        (a14, a15) = Zip(b7, b15);

        a0.StoreUnsafe(ref to, (nuint)(0 * toStride));
        a1.StoreUnsafe(ref to, (nuint)(1 * toStride));
        a2.StoreUnsafe(ref to, (nuint)(2 * toStride));
        a3.StoreUnsafe(ref to, (nuint)(3 * toStride));
        a4.StoreUnsafe(ref to, (nuint)(4 * toStride));
        a5.StoreUnsafe(ref to, (nuint)(5 * toStride));
        a6.StoreUnsafe(ref to, (nuint)(6 * toStride));
        a7.StoreUnsafe(ref to, (nuint)(7 * toStride));
        a8.StoreUnsafe(ref to, (nuint)(8 * toStride));
        a9.StoreUnsafe(ref to, (nuint)(9 * toStride));
        a10.StoreUnsafe(ref to, (nuint)(10 * toStride));
        a11.StoreUnsafe(ref to, (nuint)(11 * toStride));
        a12.StoreUnsafe(ref to, (nuint)(12 * toStride));
        a13.StoreUnsafe(ref to, (nuint)(13 * toStride));
        a14.StoreUnsafe(ref to, (nuint)(14 * toStride));
        a15.StoreUnsafe(ref to, (nuint)(15 * toStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<byte> Low, Vector128<byte> High) Zip(Vector128<byte> first, Vector128<byte> second)
        => Sse2.IsSupported
            ? (Sse2.UnpackLow(first, second), Sse2.UnpackHigh(first, second))
            : (AdvSimd.Arm64.ZipLow(first, second), AdvSimd.Arm64.ZipHigh(first, second));
}
