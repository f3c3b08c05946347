using System.Buffers.Binary;
using System.Numerics;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit.Tests.Records;

/// <summary>Big-endian numbers keep every bit, also where the compiler knows the number. At risk are numbers whose swapped bytes are
/// a signalling NaN: a compiler that treats them as a number makes it a quiet one.</summary>
public class BigEndianTests
{
    private static readonly ModuleBuilder _module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Constants"), AssemblyBuilderAccess.Run).DefineDynamicModule("Constants");
    private static int _count;

    [Fact]
    public void AConstantFloatKeepsItsBytes()
    {
        foreach (uint swapped in SignallingSingles())
        {
            float constant = BitConverter.UInt32BitsToSingle(BinaryPrimitives.ReverseEndianness(swapped));
            void Load(ILGenerator il) => il.Emit(OpCodes.Ldc_R4, constant);

            Check($"{constant:R}", Bytes(swapped), Stored<float>(Load));
            Check($"{constant:R} in a record", Bytes(swapped), Stored<float, One<float>>(Load));
            Check($"{constant:R} in an element", Bytes(swapped), Element<float>(Load));
            Check($"{constant:R} in a box", Bytes(swapped), Boxed<float>(Load));
        }
    }

    [Fact]
    public void AConstantDoubleKeepsItsBytes()
    {
        foreach (ulong swapped in SignallingDoubles())
        {
            double constant = BitConverter.UInt64BitsToDouble(BinaryPrimitives.ReverseEndianness(swapped));
            void Load(ILGenerator il) => il.Emit(OpCodes.Ldc_R8, constant);

            Check($"{constant:R}", Bytes(swapped), Stored<double>(Load));
            Check($"{constant:R} in a record", Bytes(swapped), Stored<double, One<double>>(Load));
            Check($"{constant:R} in an element", Bytes(swapped), Element<double>(Load));
            Check($"{constant:R} in a box", Bytes(swapped), Boxed<double>(Load));
        }
    }

    [Fact]
    public void AConstantHalfKeepsItsBytes()
    {
        MethodInfo half = typeof(BitConverter).GetMethod(nameof(BitConverter.UInt16BitsToHalf))!;
        foreach (ushort swapped in SignallingHalves())
        {
            void Load(ILGenerator il)
            {
                il.Emit(OpCodes.Ldc_I4, (int)BinaryPrimitives.ReverseEndianness(swapped));
                il.Emit(OpCodes.Call, half);
            }

            Check($"{swapped:x4}", Bytes(swapped), Stored<Half>(Load));
            Check($"{swapped:x4} in a record", Bytes(swapped), Stored<Half, One<Half>>(Load));
            Check($"{swapped:x4} in an element", Bytes(swapped), Element<Half>(Load));
        }
    }

    [Fact]
    public void AConstantComplexNumberKeepsItsBytes()
    {
        ConstructorInfo narrow = typeof(Complex64).GetConstructor([typeof(float), typeof(float)])!;
        foreach (uint swapped in SignallingSingles())
        {
            float constant = BitConverter.UInt32BitsToSingle(BinaryPrimitives.ReverseEndianness(swapped));
            void Load(ILGenerator il)
            {
                il.Emit(OpCodes.Ldc_R4, constant);
                il.Emit(OpCodes.Ldc_R4, constant);
                il.Emit(OpCodes.Newobj, narrow);
            }

            byte[] expected = [.. Bytes(swapped), .. Bytes(swapped)];
            Check($"{constant:R}", expected, Stored<Complex64>(Load));
            Check($"{constant:R} in a record", expected, Stored<Complex64, One<Complex64>>(Load));
            Check($"{constant:R} in an element", expected, Element<Complex64>(Load));
        }

        ConstructorInfo wide = typeof(Complex).GetConstructor([typeof(double), typeof(double)])!;
        foreach (ulong swapped in SignallingDoubles())
        {
            double constant = BitConverter.UInt64BitsToDouble(BinaryPrimitives.ReverseEndianness(swapped));
            void Load(ILGenerator il)
            {
                il.Emit(OpCodes.Ldc_R8, constant);
                il.Emit(OpCodes.Ldc_R8, constant);
                il.Emit(OpCodes.Newobj, wide);
            }

            byte[] expected = [.. Bytes(swapped), .. Bytes(swapped)];
            Check($"{constant:R}", expected, Stored<Complex>(Load));
            Check($"{constant:R} in a record", expected, Stored<Complex, One<Complex>>(Load));
            Check($"{constant:R} in an element", expected, Element<Complex>(Load));
        }
    }

    [Fact]
    public void EveryNumberGoesThereAndBack()
    {
        uint[] singles = [.. SignallingSingles()];
        ulong[] doubles = [.. SignallingDoubles()];
        ushort[] halves = [.. SignallingHalves()];
        BigEndian<float>[] storedSingles = [.. singles.Select(static s => new BigEndian<float>(BitConverter.UInt32BitsToSingle(BinaryPrimitives.ReverseEndianness(s))))];
        BigEndian<double>[] storedDoubles = [.. doubles.Select(static s => new BigEndian<double>(BitConverter.UInt64BitsToDouble(BinaryPrimitives.ReverseEndianness(s))))];
        BigEndian<Half>[] storedHalves = [.. halves.Select(static s => new BigEndian<Half>(BitConverter.UInt16BitsToHalf(BinaryPrimitives.ReverseEndianness(s))))];
        Assert.Equal(singles, MemoryMarshal.Cast<BigEndian<float>, uint>(storedSingles));
        Assert.Equal(doubles, MemoryMarshal.Cast<BigEndian<double>, ulong>(storedDoubles));
        Assert.Equal(halves, MemoryMarshal.Cast<BigEndian<Half>, ushort>(storedHalves));
        Assert.Equal(singles.Select(BinaryPrimitives.ReverseEndianness), storedSingles.Select(static s => BitConverter.SingleToUInt32Bits(s)));
        Assert.Equal(doubles.Select(BinaryPrimitives.ReverseEndianness), storedDoubles.Select(static s => BitConverter.DoubleToUInt64Bits(s)));
        Assert.Equal(halves.Select(BinaryPrimitives.ReverseEndianness), storedHalves.Select(static s => BitConverter.HalfToUInt16Bits(s)));

        // A signalling NaN itself, which is one of memory's numbers too.
        foreach (uint bits in singles)
        {
            Assert.Equal(bits, BitConverter.SingleToUInt32Bits(new BigEndian<float>(BitConverter.UInt32BitsToSingle(bits)).Value));
        }
    }

    [Fact]
    public void ANumberIsAsLargeAndAlignedAsTheNativeOne()
    {
        Assert.Equal((2, 4, 8), (Unsafe.SizeOf<BigEndian<Half>>(), Unsafe.SizeOf<BigEndian<float>>(), Unsafe.SizeOf<BigEndian<double>>()));
        Assert.Equal((8, 16), (Unsafe.SizeOf<BigEndian<Complex64>>(), Unsafe.SizeOf<BigEndian<Complex>>()));
        Assert.Equal((2, 4, 8), (Alignment<Half>(), Alignment<float>(), Alignment<double>()));
        Assert.Equal((4, 8), (Alignment<Complex64>(), Alignment<Complex>()));
        Assert.Throws<NotSupportedException>(static () => new BigEndian<byte>(1));
        Assert.Throws<NotSupportedException>(static () => new BigEndian<decimal>(1));
    }

    // Every exponent and sign a signalling NaN has, every upper bit of its payload that shares a byte with them, and lower ones.
    private static IEnumerable<uint> SignallingSingles()
        => from sign in new uint[] { 0, 0x8000_0000 }
           from upper in Enumerable.Range(0, 64)
           from lower in new uint[] { 0x8142, 0xffff, 0x0001 }
           select sign | 0x7f80_0000 | ((uint)upper << 16) | lower;

    private static IEnumerable<ulong> SignallingDoubles()
        => from sign in new ulong[] { 0, 1UL << 63 }
           from upper in Enumerable.Range(0, 8)
           from lower in new ulong[] { 0x1234_5678_8140, 0xffff_ffff_ffff, 1 }
           select sign | 0x7ff0_0000_0000_0000 | ((ulong)upper << 48) | lower;

    private static IEnumerable<ushort> SignallingHalves()
        => from sign in new[] { 0, 0x8000 }
           from payload in Enumerable.Range(1, 511)
           select (ushort)(sign | 0x7c00 | payload);

    private static byte[] Bytes<TBits>(TBits bits)
        where TBits : unmanaged
        => MemoryMarshal.AsBytes(new ReadOnlySpan<TBits>(in bits)).ToArray();

    private static void Check(string what, byte[] expected, byte[] actual)
        => Assert.True(expected.AsSpan().SequenceEqual(actual), $"{what}: {Convert.ToHexString(actual)}, not {Convert.ToHexString(expected)}");

    private static int Alignment<T>()
        where T : unmanaged
        => Unsafe.SizeOf<Aligned<T>>() - Unsafe.SizeOf<T>();

    // The methods made here are optimised from their first call on, and the numbers in them are constants.
    private static byte[] Stored<T>(Action<ILGenerator> constant)
        where T : unmanaged
        => Bytes(Method<Func<BigEndian<T>>>(typeof(BigEndian<T>), [], il =>
        {
            constant(il);
            il.Emit(OpCodes.Call, Conversion<T>());
        })());

    private static byte[] Stored<T, TRecord>(Action<ILGenerator> constant)
        where T : unmanaged
        where TRecord : unmanaged
        => Bytes(Method<Func<TRecord>>(typeof(TRecord), [], il =>
        {
            constant(il);
            il.Emit(OpCodes.Call, Conversion<T>());
            il.Emit(OpCodes.Newobj, typeof(TRecord).GetConstructor([typeof(BigEndian<T>)])!);
        })());

    private static byte[] Element<T>(Action<ILGenerator> constant)
        where T : unmanaged
    {
        var array = new BigEndian<T>[1];
        Method<Action<BigEndian<T>[]>>(typeof(void), [typeof(BigEndian<T>[])], il =>
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4_0);
            constant(il);
            il.Emit(OpCodes.Call, Conversion<T>());
            il.Emit(OpCodes.Stelem, typeof(BigEndian<T>));
        })(array);
        return Bytes(array[0]);
    }

    private static byte[] Boxed<T>(Action<ILGenerator> constant)
        where T : unmanaged
        => Bytes((BigEndian<T>)Method<Func<object>>(typeof(object), [], il =>
        {
            constant(il);
            il.Emit(OpCodes.Call, Conversion<T>());
            il.Emit(OpCodes.Box, typeof(BigEndian<T>));
        })());

    private static MethodInfo Conversion<T>()
        where T : unmanaged
        => typeof(BigEndian<T>).GetMethod("op_Implicit", [typeof(T)])!;

    private static TMethod Method<TMethod>(Type result, Type[] parameters, Action<ILGenerator> body)
        where TMethod : Delegate
    {
        TypeBuilder type = _module.DefineType($"Constant{Interlocked.Increment(ref _count)}", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);
        MethodBuilder method = type.DefineMethod("Get", MethodAttributes.Public | MethodAttributes.Static, result, parameters);
        method.SetImplementationFlags(MethodImplAttributes.AggressiveOptimization);
        ILGenerator il = method.GetILGenerator();
        body(il);
        il.Emit(OpCodes.Ret);
        return type.CreateType().GetMethod("Get")!.CreateDelegate<TMethod>();
    }

    /// <summary>A record with nothing else.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    public readonly struct One<T>(BigEndian<T> value)
        where T : unmanaged
    {
        public readonly BigEndian<T> Value = value;
    }

    private readonly struct Aligned<T>(BigEndian<T> value)
        where T : unmanaged
    {
        public readonly byte Before = 1;
        public readonly BigEndian<T> Value = value;
    }
}
