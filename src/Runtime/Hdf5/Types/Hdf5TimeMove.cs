using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>A time that counts another unit. A finer one is multiplied, a coarser one divided and rounded down; NaT stays.</summary>
/// <param name="Source">Its offset in the file's row.</param>
/// <param name="Target">Its offset in the record.</param>
/// <param name="IsBigEndian">Whether its first byte in the file is the highest.</param>
/// <param name="Factor">By how much it is multiplied.</param>
/// <param name="Divisor">By how much it is divided.</param>
/// <param name="To">What it is in the record.</param>
/// <param name="Field">Its name, for messages.</param>
internal sealed unsafe record Hdf5TimeMove(
    int Source,
    int Target,
    bool IsBigEndian,
    Int128 Factor,
    Int128 Divisor,
    FieldType To,
    string Field) : Hdf5Move(Source, sizeof(long), Target)
{
    /// <inheritdoc/>
    public override void Apply(byte* source, int sourceStride, byte* target, int targetStride, long count, long row)
    {
        for (long i = 0; i < count; i++, source += sourceStride, target += targetStride)
        {
            long value = Unsafe.ReadUnaligned<long>(source);
            value = IsBigEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
            long time = value;
            if (value != long.MinValue
                && (Int128.Abs(value) > long.MaxValue / Factor
                    || !TimeUnits.TryNarrow(TimeUnits.FloorDivide(value * Factor, Divisor), out time)))
            {
                throw new Hdf5UnfitException(row + i, Field, $"{value}", To.ToString());
            }

            Unsafe.WriteUnaligned(target, To.IsBigEndian ? BinaryPrimitives.ReverseEndianness(time) : time);
        }
    }

    /// <summary>How one unit becomes another.</summary>
    /// <returns>Null if it cannot: months have no fixed length.</returns>
    public static (Int128 Factor, Int128 Divisor)? Between(TimeUnit from, TimeUnit to)
    {
        if (from is TimeUnit.Months or TimeUnit.Years || to is TimeUnit.Months or TimeUnit.Years)
        {
            return (from, to) switch
            {
                (TimeUnit.Years, TimeUnit.Months) => (12, 1),
                (TimeUnit.Months, TimeUnit.Years) => (1, 12),
                _ => from == to ? (1, 1) : null,
            };
        }

        Int128 factor = PerWeek(to);
        Int128 divisor = PerWeek(from);
        return factor >= divisor ? (factor / divisor, 1) : (1, divisor / factor);
    }

    /// <summary>The unit of an abbreviation.</summary>
    public static TimeUnit? UnitOf(string code)
    {
        for (TimeUnit unit = 0; unit <= TimeUnit.Attoseconds; unit++)
        {
            if (unit.Code() == code)
            {
                return unit;
            }
        }

        return null;
    }

    private static Int128 PerWeek(TimeUnit unit) => unit == TimeUnit.Weeks ? 1 : 7 * unit.PerDay();
}
