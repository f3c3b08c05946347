using System;
using System.Collections.Generic;
using System.Linq;

namespace SchemaToolkit.Generator.Parsing.Dtypes;

/// <summary>The places of the fields of a record dtype.</summary>
/// <param name="Offsets">The offset of each field.</param>
/// <param name="Size">Size of a record in bytes.</param>
/// <param name="Alignment">Alignment of the record inside another one.</param>
/// <param name="IsExplicit">Whether C# needs explicit offsets, because the layout is neither packed nor aligned.</param>
internal sealed record DtypeLayout(IReadOnlyList<int> Offsets, int Size, int Alignment, bool IsExplicit)
{
    /// <summary>The largest struct that .NET loads, in bytes.</summary>
    public const int MaxSize = (1 << 27) - 64;

    /// <exception cref="DtypeException">The layout is not possible in C#.</exception>
    public static DtypeLayout Of(RecordDtype record)
    {
        var offsets = new List<int>();
        long end = 0;
        int alignment = 1;
        bool isExplicit = false;
        foreach (DtypeField field in record.Fields)
        {
            (int size, int own) = Measure(field.Type, field.Position);
            own = record.IsAligned ? own : 1;
            long natural = RoundUp(end, own);
            long offset = field.Offset ?? RoundUp(end + field.Skip, own);
            if (offset < end)
            {
                throw new DtypeException(
                    $"'{field.Name}' at offset {offset} overlaps or precedes the field before it; C# and dtype.descr need fields in order",
                    field.Position);
            }

            if (offset % own != 0)
            {
                throw new DtypeException($"'{field.Name}' at offset {offset} is not aligned to {own}", field.Position);
            }

            isExplicit |= offset != natural;
            alignment = Math.Max(alignment, own);
            end = Limit(offset + size, field.Position);
            offsets.Add((int)offset);
        }

        long least = RoundUp(end, alignment);
        long total = record.Size ?? RoundUp(end + record.SkipAtEnd, alignment);
        int last = record.Fields.Count == 0 ? 0 : record.Fields[record.Fields.Count - 1].Position;
        if (total < end || total % alignment != 0)
        {
            throw new DtypeException(
                total < end
                    ? $"itemsize {total} is less than the {end} bytes of the fields"
                    : $"itemsize {total} is not a multiple of the alignment {alignment}",
                last);
        }

        return new DtypeLayout(offsets, (int)Limit(total, last), alignment, isExplicit || total != least);
    }

    /// <summary>Size and alignment of a whole string; <see langword="null"/> when it is not valid.</summary>
    public static (int Size, int Alignment)? TryOf(string text, bool aligned)
    {
        try
        {
            DtypeLayout layout = Of(DtypeReader.Read(text, aligned));
            return (layout.Size, layout.Alignment);
        }
        catch (DtypeException)
        {
            return null;
        }
    }

    private static (int Size, int Alignment) Measure(Dtype type, int position)
    {
        switch (type)
        {
            case RecordDtype record:
                DtypeLayout layout = Of(record);
                return (layout.Size, layout.Alignment);
            case ArrayDtype array:
                (int size, int alignment) = Measure(array.Element, position);
                return ((int)array.Shape.Aggregate((long)size, (product, length) => Limit(product * length, position)), alignment);
            case ScalarDtype { Kind: 'S', Size: var length }:
                return (length, 1);
            case ScalarDtype { Kind: 'U', Size: var length }:
                return (length * 4, 4);
            case ScalarDtype { Kind: 'c', Size: var bytes }:
                return (bytes, bytes / 2);
            default:
                return (((ScalarDtype)type).Size, ((ScalarDtype)type).Size);
        }
    }

    private static long RoundUp(long value, int multiple) => (value + multiple - 1) / multiple * multiple;

    private static long Limit(long size, int position)
        => size <= MaxSize ? size : throw new DtypeException("it is larger than 128 MiB, the most that .NET allows for a struct", position);
}
