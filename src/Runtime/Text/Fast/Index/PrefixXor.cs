using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SchemaToolkit;

/// <summary>For each bit, whether an odd number of bits are set up to it.</summary>
internal static class PrefixXor
{
    /// <summary>Computes it by one multiplication without carries, where the machine has that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong OfBits(ulong bits)
        => Pclmulqdq.IsSupported
            ? Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(bits), Vector128<ulong>.AllBitsSet, 0).ToScalar()
            : ByShifts(bits);

    /// <summary>Computes it by six shifts.</summary>
    public static ulong ByShifts(ulong bits)
    {
        for (int shift = 1; shift < 64; shift *= 2)
        {
            bits ^= bits << shift;
        }

        return bits;
    }
}
