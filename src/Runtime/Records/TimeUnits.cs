namespace SchemaToolkit;

/// <summary>The facts about each <see cref="TimeUnit"/>.</summary>
internal static class TimeUnits
{
    private const long SecondsPerDay = 86_400;

    // Indexed by a third of the digits of a second: s, ms, us, ns, ps, fs, as.
    private static readonly Int128[] _perDay = [SecondsPerDay, .. Enumerable.Range(1, 6).Select(static i => SecondsPerDay * Power(i * 3))];

    /// <summary>The abbreviation in a dtype.</summary>
    public static string Code(this TimeUnit unit) => unit switch
    {
        TimeUnit.Years => "Y",
        TimeUnit.Months => "M",
        TimeUnit.Weeks => "W",
        TimeUnit.Days => "D",
        TimeUnit.Hours => "h",
        TimeUnit.Minutes => "m",
        TimeUnit.Seconds => "s",
        TimeUnit.Milliseconds => "ms",
        TimeUnit.Microseconds => "us",
        TimeUnit.Nanoseconds => "ns",
        TimeUnit.Picoseconds => "ps",
        TimeUnit.Femtoseconds => "fs",
        TimeUnit.Attoseconds => "as",
        _ => throw Undefined(unit),
    };

    /// <summary>Throws if a number is not a unit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
    public static void ThrowIfUndefined(TimeUnit unit)
    {
        if (unit is < 0 or > TimeUnit.Attoseconds)
        {
            throw Undefined(unit);
        }
    }

    /// <summary>How many of a unit make a day; the unit must not be longer than a day.</summary>
    public static Int128 PerDay(this TimeUnit unit) => unit switch
    {
        TimeUnit.Days => 1,
        TimeUnit.Hours => 24,
        TimeUnit.Minutes => 24 * 60,
        _ => _perDay[unit.Digits() / 3],
    };

    /// <summary>How many digits of a second a unit counts; 0 for seconds and longer units.</summary>
    public static int Digits(this TimeUnit unit) => unit switch
    {
        TimeUnit.Milliseconds => 3,
        TimeUnit.Microseconds => 6,
        TimeUnit.Nanoseconds => 9,
        TimeUnit.Picoseconds => 12,
        TimeUnit.Femtoseconds => 15,
        TimeUnit.Attoseconds => 18,
        >= TimeUnit.Seconds and <= TimeUnit.Years => 0,
        _ => throw Undefined(unit),
    };

    /// <summary>The quotient rounded down, so that times before 1970 stay within their own unit.</summary>
    public static Int128 FloorDivide(Int128 value, Int128 divisor)
    {
        Int128 quotient = value / divisor;
        return value < 0 && quotient * divisor != value ? quotient - 1 : quotient;
    }

    /// <summary>Converts a count to <see cref="long"/>, unless it does not fit or would mean NaT.</summary>
    public static bool TryNarrow(Int128 count, out long value)
    {
        value = unchecked((long)count);
        return value == count && value != long.MinValue;
    }

    private static ArgumentOutOfRangeException Undefined(TimeUnit unit) => new(nameof(unit), unit, "There is no such time unit.");

    private static Int128 Power(int digits) => digits == 0 ? 1 : 10 * Power(digits - 1);
}
