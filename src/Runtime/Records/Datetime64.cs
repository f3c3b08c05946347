using System.Text;

namespace SchemaToolkit;

/// <summary>
/// A point in time as numpy's <c>datetime64</c> stores it: a count of units since 1970-01-01, UTC. The unit belongs to
/// the field (<see cref="TimeUnitAttribute"/>), not to the value, so methods that convert the count take the unit.
/// </summary>
/// <param name="Value">The count; <see cref="long.MinValue"/> is NaT, not a time.</param>
public readonly record struct Datetime64(long Value) : IComparable<Datetime64>
{
    /// <summary>Not a time: numpy's missing value.</summary>
    public static Datetime64 NaT => new(long.MinValue);

    /// <summary>Whether this is <see cref="NaT"/>.</summary>
    public bool IsNaT => Value == long.MinValue;

    /// <summary>The span between two times of one unit; NaT if either is NaT.</summary>
    /// <param name="left">A time.</param>
    /// <param name="right">Another, in the same unit.</param>
    /// <returns>The span, in that unit.</returns>
    /// <exception cref="OverflowException">The span does not fit.</exception>
    public static Timedelta64 operator -(Datetime64 left, Datetime64 right)
        => new Timedelta64(left.Value) - new Timedelta64(right.Value);

    /// <summary>A time after another by a span in the same unit; NaT if either is NaT.</summary>
    /// <param name="time">The time.</param>
    /// <param name="span">The span.</param>
    /// <returns>The time.</returns>
    /// <exception cref="OverflowException">The time does not fit.</exception>
    public static Datetime64 operator +(Datetime64 time, Timedelta64 span) => new((new Timedelta64(time.Value) + span).Value);

    /// <summary>A time before another by a span in the same unit; NaT if either is NaT.</summary>
    /// <param name="time">The time.</param>
    /// <param name="span">The span.</param>
    /// <returns>The time.</returns>
    /// <exception cref="OverflowException">The time does not fit.</exception>
    public static Datetime64 operator -(Datetime64 time, Timedelta64 span) => new((new Timedelta64(time.Value) - span).Value);

    /// <summary>Whether the left time is earlier; false if either is NaT, as in numpy.</summary>
    /// <param name="left">A time.</param>
    /// <param name="right">Another, in the same unit.</param>
    /// <returns>Whether it is.</returns>
    public static bool operator <(Datetime64 left, Datetime64 right) => !left.IsNaT && left.Value < right.Value;

    /// <summary>Whether the left time is later; false if either is NaT, as in numpy.</summary>
    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator >(Datetime64 left, Datetime64 right) => right < left;

    /// <summary>Whether the left time is not later; false if either is NaT, as in numpy.</summary>
    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator <=(Datetime64 left, Datetime64 right) => !left.IsNaT && !right.IsNaT && left.Value <= right.Value;

    /// <summary>Whether the left time is not earlier; false if either is NaT, as in numpy.</summary>
    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator >=(Datetime64 left, Datetime64 right) => right <= left;

    /// <summary>The count of a <see cref="DateTime"/>. A local time is converted to UTC, a time of unspecified kind is taken
    /// as UTC; digits finer than the unit are dropped.</summary>
    /// <param name="time">The time.</param>
    /// <param name="unit">The unit of the field.</param>
    /// <returns>The count.</returns>
    /// <exception cref="OverflowException">The count does not fit: in nanoseconds, times before 1677 and after 2262.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
    public static Datetime64 From(DateTime time, TimeUnit unit)
    {
        TimeUnits.ThrowIfUndefined(unit);
        DateTime utc = time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time;
        switch (unit)
        {
            case TimeUnit.Years:
                return new(utc.Year - 1970);
            case TimeUnit.Months:
                return new(((utc.Year - 1970) * 12) + utc.Month - 1);
            default:
                Int128 ticks = utc.Ticks - DateTime.UnixEpoch.Ticks;
                Int128 count = unit == TimeUnit.Weeks
                    ? TimeUnits.FloorDivide(ticks, 7 * TimeSpan.TicksPerDay)
                    : TimeUnits.FloorDivide(ticks * unit.PerDay(), TimeSpan.TicksPerDay);
                return TimeUnits.TryNarrow(count, out long value) ? new(value)
                    : throw new OverflowException($"{utc:O} does not fit a datetime64[{unit.Code()}].");
        }
    }

    /// <summary>The count of a <see cref="DateTimeOffset"/>; digits finer than the unit are dropped.</summary>
    /// <param name="time">The time.</param>
    /// <param name="unit">The unit of the field.</param>
    /// <returns>The count.</returns>
    /// <exception cref="OverflowException">The count does not fit: in nanoseconds, times before 1677 and after 2262.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
    public static Datetime64 From(DateTimeOffset time, TimeUnit unit) => From(time.UtcDateTime, unit);

    /// <summary>Reads ISO 8601 as numpy does: <c>2011-03-12T05:06:07.8</c>, of which the later parts may be missing, with a
    /// space instead of <c>T</c> if desired, and with <c>Z</c> or an offset after the time. <c>NaT</c> and empty text are NaT. Digits
    /// finer than the unit are dropped.</summary>
    /// <param name="utf8">The text, UTF-8.</param>
    /// <param name="unit">The unit of the field.</param>
    /// <param name="time">The count; NaT when the text is not a time, or the time does not fit.</param>
    /// <returns>Whether the text is a time that fits.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
    public static bool TryParse(ReadOnlySpan<byte> utf8, TimeUnit unit, out Datetime64 time)
    {
        TimeUnits.ThrowIfUndefined(unit);
        bool ok = IsoTime.TryParse(utf8, unit, out long value, out _);
        time = ok ? new(value) : NaT;
        return ok;
    }

    /// <summary>Reads ISO 8601 as <see cref="TryParse"/> does.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unit">The unit of the field.</param>
    /// <returns>The count.</returns>
    /// <exception cref="FormatException">The text is not a time, or the time does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
    public static Datetime64 Parse(string text, TimeUnit unit)
        => TryParse(Encoding.UTF8.GetBytes(text), unit, out Datetime64 time) ? time
            : throw new FormatException($"'{text}' is not an ISO 8601 time that fits a datetime64[{unit.Code()}].");

    /// <summary>The time, in UTC; digits finer than the 100 nanoseconds of a <see cref="DateTime"/> are dropped.</summary>
    /// <param name="unit">The unit of the field.</param>
    /// <returns>The time.</returns>
    /// <exception cref="InvalidOperationException">This is <see cref="NaT"/>.</exception>
    /// <exception cref="OverflowException">The time is not in the years 1 to 9999.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
    public DateTime ToDateTime(TimeUnit unit)
    {
        TimeUnits.ThrowIfUndefined(unit);
        if (IsNaT)
        {
            throw new InvalidOperationException("NaT is not a time; check IsNaT first.");
        }

        try
        {
            return unit switch
            {
                TimeUnit.Years => DateTime.UnixEpoch.AddYears(checked((int)Value)),
                TimeUnit.Months => DateTime.UnixEpoch.AddMonths(checked((int)Value)),
                TimeUnit.Weeks => DateTime.UnixEpoch.AddTicks(checked(Value * 7 * TimeSpan.TicksPerDay)),
                _ => DateTime.UnixEpoch.AddTicks(checked((long)TimeUnits.FloorDivide((Int128)Value * TimeSpan.TicksPerDay, unit.PerDay()))),
            };
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            throw new OverflowException($"{ToString(unit)} is not in the years 1 to 9999 that DateTime holds.", e);
        }
    }

    /// <summary>The time, in UTC; digits finer than 100 nanoseconds are dropped.</summary>
    /// <inheritdoc cref="ToDateTime"/>
    public DateTimeOffset ToDateTimeOffset(TimeUnit unit) => new(ToDateTime(unit));

    /// <summary>The time in ISO 8601, with as many digits as the unit has, as numpy prints it.</summary>
    /// <param name="unit">The unit of the field.</param>
    /// <returns>The text, or <c>NaT</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
    public string ToString(TimeUnit unit)
    {
        TimeUnits.ThrowIfUndefined(unit);
        Span<byte> utf8 = stackalloc byte[IsoTime.MaxLength];
        IsoTime.TryFormat(Value, unit, utf8, out int length);
        return Encoding.UTF8.GetString(utf8[..length]);
    }

    /// <summary>Writes the time in ISO 8601, with as many digits as the unit has.</summary>
    /// <param name="utf8">The destination, UTF-8; 64 bytes are enough for any time.</param>
    /// <param name="bytesWritten">The bytes written; 0 when they do not fit.</param>
    /// <param name="unit">The unit of the field.</param>
    /// <returns>Whether the text fits.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
    public bool TryFormat(Span<byte> utf8, out int bytesWritten, TimeUnit unit)
    {
        TimeUnits.ThrowIfUndefined(unit);
        return IsoTime.TryFormat(Value, unit, utf8, out bytesWritten);
    }

    /// <summary>Compares the counts; NaT comes last, as in numpy's sort.</summary>
    /// <param name="other">Another time of the same unit.</param>
    /// <returns>Negative, zero or positive.</returns>
    public int CompareTo(Datetime64 other)
        => unchecked((ulong)Value - 1 + (1UL << 63)).CompareTo(unchecked((ulong)other.Value - 1 + (1UL << 63)));

    /// <summary>The count, or <c>NaT</c>; <see cref="ToString(TimeUnit)"/> gives the time.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => IsNaT ? "NaT" : FormattableString.Invariant($"{Value}");
}
