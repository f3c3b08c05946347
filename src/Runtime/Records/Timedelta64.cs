using System.Globalization;

namespace SchemaToolkit;

/// <summary>A span of time as numpy's <c>timedelta64</c> stores it: a count of units. The unit belongs to the field
/// (<see cref="TimeUnitAttribute"/>), not to the value. Its text is the count.</summary>
/// <param name="Value">The count; <see cref="long.MinValue"/> is NaT, not a time.</param>
public readonly record struct Timedelta64(long Value) : IComparable<Timedelta64>
{
    /// <summary>Not a time: numpy's missing value.</summary>
    public static Timedelta64 NaT => new(long.MinValue);

    /// <summary>Whether this is <see cref="NaT"/>.</summary>
    public bool IsNaT => Value == long.MinValue;

    /// <summary>The sum of two spans of one unit; NaT if either is NaT.</summary>
    /// <param name="left">A span.</param>
    /// <param name="right">Another, in the same unit.</param>
    /// <returns>The sum.</returns>
    /// <exception cref="OverflowException">The sum does not fit.</exception>
    public static Timedelta64 operator +(Timedelta64 left, Timedelta64 right)
        => left.IsNaT || right.IsNaT ? NaT : Narrow((Int128)left.Value + right.Value);

    /// <summary>The difference of two spans of one unit; NaT if either is NaT.</summary>
    /// <param name="left">A span.</param>
    /// <param name="right">Another, in the same unit.</param>
    /// <returns>The difference.</returns>
    /// <exception cref="OverflowException">The difference does not fit.</exception>
    public static Timedelta64 operator -(Timedelta64 left, Timedelta64 right)
        => left.IsNaT || right.IsNaT ? NaT : Narrow((Int128)left.Value - right.Value);

    /// <summary>The span in the other direction; NaT if it is NaT.</summary>
    /// <param name="span">The span.</param>
    /// <returns>The span.</returns>
    public static Timedelta64 operator -(Timedelta64 span) => new(unchecked(-span.Value));

    /// <summary>A span several times; NaT if it is NaT.</summary>
    /// <param name="span">The span.</param>
    /// <param name="times">How many times.</param>
    /// <returns>The product.</returns>
    /// <exception cref="OverflowException">The product does not fit.</exception>
    public static Timedelta64 operator *(Timedelta64 span, long times) => span.IsNaT ? NaT : Narrow((Int128)span.Value * times);

    /// <summary>Whether the left span is shorter; false if either is NaT, as in numpy.</summary>
    /// <param name="left">A span.</param>
    /// <param name="right">Another, in the same unit.</param>
    /// <returns>Whether it is.</returns>
    public static bool operator <(Timedelta64 left, Timedelta64 right) => !left.IsNaT && left.Value < right.Value;

    /// <summary>Whether the left span is longer; false if either is NaT, as in numpy.</summary>
    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator >(Timedelta64 left, Timedelta64 right) => right < left;

    /// <summary>Whether the left span is not longer; false if either is NaT, as in numpy.</summary>
    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator <=(Timedelta64 left, Timedelta64 right) => !left.IsNaT && !right.IsNaT && left.Value <= right.Value;

    /// <summary>Whether the left span is not shorter; false if either is NaT, as in numpy.</summary>
    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator >=(Timedelta64 left, Timedelta64 right) => right <= left;

    /// <summary>The count of a <see cref="TimeSpan"/>, rounded down to the unit, as numpy converts units.</summary>
    /// <param name="span">The span.</param>
    /// <param name="unit">The unit of the field: weeks or shorter.</param>
    /// <returns>The count.</returns>
    /// <exception cref="ArgumentException">Months and years have no fixed length; or there is no such unit.</exception>
    /// <exception cref="OverflowException">The count does not fit.</exception>
    public static Timedelta64 From(TimeSpan span, TimeUnit unit)
    {
        (Int128 units, Int128 ticks) = Ratio(unit);
        return TimeUnits.TryNarrow(TimeUnits.FloorDivide(span.Ticks * units, ticks), out long value) ? new(value)
            : throw new OverflowException($"{span:c} does not fit a timedelta64[{unit.Code()}].");
    }

    /// <summary>The span, rounded down to the 100 nanoseconds of a <see cref="TimeSpan"/>.</summary>
    /// <param name="unit">The unit of the field: weeks or shorter.</param>
    /// <returns>The span.</returns>
    /// <exception cref="InvalidOperationException">This is <see cref="NaT"/>.</exception>
    /// <exception cref="ArgumentException">Months and years have no fixed length; or there is no such unit.</exception>
    /// <exception cref="OverflowException">The span does not fit a <see cref="TimeSpan"/>.</exception>
    public TimeSpan ToTimeSpan(TimeUnit unit)
    {
        (Int128 units, Int128 ticks) = Ratio(unit);
        if (IsNaT)
        {
            throw new InvalidOperationException("NaT is not a time; check IsNaT first.");
        }

        Int128 span = TimeUnits.FloorDivide(Value * ticks, units);
        return span >= long.MinValue && span <= long.MaxValue ? new((long)span)
            : throw new OverflowException(
                FormattableString.Invariant(
                    $"A timedelta64[{unit.Code()}] of {Value} does not fit a TimeSpan, which holds about 29,000 years."));
    }

    /// <summary>Reads a count as numpy does; <c>NaT</c> and empty text are NaT.</summary>
    /// <param name="utf8">The text, UTF-8.</param>
    /// <param name="span">The count; NaT when the text is not a count.</param>
    /// <returns>Whether the text is a count.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Timedelta64 span)
    {
        span = NaT;
        ReadOnlySpan<byte> text = utf8.TrimStart(" \t\n\r\v\f"u8);
        if (text.IsEmpty || System.Text.Ascii.EqualsIgnoreCase(text, "nat"u8))
        {
            return true;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) || value == long.MinValue)
        {
            return false;
        }

        span = new(value);
        return true;
    }

    /// <summary>Compares the counts; NaT comes last, as in numpy's sort.</summary>
    /// <param name="other">Another span of the same unit.</param>
    /// <returns>Negative, zero or positive.</returns>
    public int CompareTo(Timedelta64 other) => new Datetime64(Value).CompareTo(new Datetime64(other.Value));

    /// <summary>The count, or <c>NaT</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => IsNaT ? "NaT" : FormattableString.Invariant($"{Value}");

    private static Timedelta64 Narrow(Int128 count) => TimeUnits.TryNarrow(count, out long value) ? new(value)
        : throw new OverflowException(FormattableString.Invariant($"A count of {count} does not fit the 64 bits of a time."));

    private static (Int128 Units, Int128 Ticks) Ratio(TimeUnit unit) => unit switch
    {
        TimeUnit.Years or TimeUnit.Months => throw new ArgumentException(
            $"A span of {unit} has no fixed length; count days or shorter units.",
            nameof(unit)),
        TimeUnit.Weeks => (1, 7 * TimeSpan.TicksPerDay),
        _ => (unit.PerDay(), TimeSpan.TicksPerDay),
    };
}
