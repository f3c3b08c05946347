using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>The bytes of records, and operations on them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class RecordBytes
{
    /// <summary>The schema of a record, for generated code that cannot name its own.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <returns>The schema.</returns>
    public static RecordSchema SchemaOf<T>()
        where T : unmanaged, ISharedRecord<T>
        => T.Schema;

    /// <summary>The bytes of one record.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="record">The record.</param>
    /// <returns>Its bytes, in place.</returns>
    public static ReadOnlySpan<byte> Of<T>(ref readonly T record)
        where T : unmanaged
        => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in record));

    /// <summary>Whether two records are equal: byte for byte, without padding. So NaN equals itself, and −0 differs from
    /// 0.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="left">A record.</param>
    /// <param name="right">Another.</param>
    /// <returns>Whether every field has the same bytes.</returns>
    public static bool Equals<T>(ref readonly T left, ref readonly T right)
        where T : unmanaged, ISharedRecord<T>
    {
        ReadOnlySpan<byte> a = Of(in left);
        ReadOnlySpan<byte> b = Of(in right);
        if (!T.Schema.HasPadding)
        {
            return a.SequenceEqual(b);
        }

        foreach ((int start, int length) in T.Schema.DataRanges)
        {
            if (!a.Slice(start, length).SequenceEqual(b.Slice(start, length)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The hash that matches <see cref="Equals{T}(ref readonly T, ref readonly T)"/>; differs from process to
    /// process.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="record">The record.</param>
    /// <returns>The hash.</returns>
    public static int GetHashCode<T>(ref readonly T record)
        where T : unmanaged, ISharedRecord<T>
    {
        var hash = new HashCode();
        ReadOnlySpan<byte> bytes = Of(in record);
        foreach ((int start, int length) in T.Schema.DataRanges)
        {
            hash.AddBytes(bytes.Slice(start, length));
        }

        return hash.ToHashCode();
    }

    /// <summary>A record as text for people: its fields with their names, in the invariant culture.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="record">The record.</param>
    /// <returns>The text.</returns>
    public static string ToString<T>(ref readonly T record)
        where T : unmanaged, ISharedRecord<T>
        => RecordPrinter.Print(T.Schema, Of(in record));

    /// <summary>Sets the byte of every bool to 0 or 1, in records whose bytes came from elsewhere. To the runtime, a bool of
    /// any other byte is neither <see langword="true"/> nor <see langword="false"/>.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="records">The records, in place.</param>
    public static void NormalizeBooleans<T>(Span<T> records)
        where T : unmanaged, ISharedRecord<T>
    {
        int[] offsets = Booleans<T>.Offsets;
        if (offsets.Length == 0)
        {
            return;
        }

        foreach (ref T record in records)
        {
            ref byte start = ref Unsafe.As<T, byte>(ref record);
            foreach (int offset in offsets)
            {
                ref byte value = ref Unsafe.AddByteOffset(ref start, offset);
                value = value == 0 ? (byte)0 : (byte)1;
            }
        }
    }

    /// <summary>Sets every bool of some records to 0 or 1.</summary>
    /// <param name="schema">What the records are.</param>
    /// <param name="records">Their bytes.</param>
    internal static void NormalizeBooleans(RecordSchema schema, Span<byte> records)
    {
        foreach (int offset in schema.BooleanOffsets)
        {
            for (int i = offset; i < records.Length; i += schema.Size)
            {
                records[i] = records[i] == 0 ? (byte)0 : (byte)1;
            }
        }
    }

    /// <summary>Whether the record has bools, which <see cref="NormalizeBooleans{T}"/> sets to 0 or 1.</summary>
    internal static bool HasBooleans<T>()
        where T : unmanaged, ISharedRecord<T>
        => Booleans<T>.Offsets.Length > 0;

    /// <summary>The offsets of bools in a part of a record, from the part's start; <see langword="null"/> when there are none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static int[]? BooleansWithin<T>(int offset, int size)
        where T : unmanaged, ISharedRecord<T>
    {
        List<int>? within = null;
        foreach (int boolean in Booleans<T>.Offsets)
        {
            if (boolean >= offset && boolean < offset + size)
            {
                (within ??= []).Add(boolean - offset);
            }
        }

        return within?.ToArray();
    }

    private static class Booleans<T>
        where T : unmanaged, ISharedRecord<T>
    {
        public static readonly int[] Offsets = T.Schema.BooleanOffsets;
    }
}
