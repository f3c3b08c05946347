namespace SchemaToolkit;

/// <summary>Times in text: ISO 8601 with as many parts as are there, as numpy's <c>datetime64</c> takes them. What is finer
/// than the unit is left out, rounded towards the past, as numpy does; what is out of range is an error, where numpy
/// wraps.</summary>
internal static class TimeText
{
    /// <summary>No time at all.</summary>
    public const long NaT = long.MinValue;

    private const long AttosecondsPerSecond = 1_000_000_000_000_000_000;
    private const int SecondsPerDay = 86_400;

    /// <summary>A point in time: <c>2020</c>, <c>2020-01-31</c>, <c>2020-01-31T12:30:00.25</c> or with a blank for the T,
    /// or <c>NaT</c>.</summary>
    public static CellStatus TryParseDatetime(ReadOnlySpan<byte> text, TimeUnit unit, out long value)
    {
        value = NaT;
        if (IsNaT(text))
        {
            return CellStatus.Ok;
        }

        if (!TryTake(text, out Parts parts))
        {
            return CellStatus.Invalid;
        }

        Int128 days = DaysSince1970(parts.Year, parts.Month, parts.Day);
        Int128 seconds = (days * SecondsPerDay) + parts.SecondOfDay;
        Int128 perSecond = Int128.Max(1, unit.PerDay() / SecondsPerDay);
        Int128 count = unit switch
        {
            TimeUnit.Years => parts.Year - 1970,
            TimeUnit.Months => ((parts.Year - 1970) * 12) + parts.Month - 1,
            TimeUnit.Weeks => TimeUnits.FloorDivide(days, 7),
            TimeUnit.Days => days,
            TimeUnit.Hours => TimeUnits.FloorDivide(seconds, 3600),
            TimeUnit.Minutes => TimeUnits.FloorDivide(seconds, 60),
            _ => (seconds * perSecond) + (parts.Attoseconds / (AttosecondsPerSecond / perSecond)),
        };
        return TimeUnits.TryNarrow(count, out value) ? CellStatus.Ok : CellStatus.OutOfRange;
    }

    /// <summary>A span of time: a count of units, or <c>NaT</c>.</summary>
    public static CellStatus TryParseTimedelta(ReadOnlySpan<byte> text, out long value)
    {
        if (IsNaT(text))
        {
            value = NaT;
            return CellStatus.Ok;
        }

        return IntegerText.Parse(text, long.MinValue, long.MaxValue, out value);
    }

    // The empty text is NaT too, as in numpy.
    private static bool IsNaT(ReadOnlySpan<byte> text) => text.IsEmpty || System.Text.Ascii.EqualsIgnoreCase(text, "nat"u8);

    private static bool TryTake(ReadOnlySpan<byte> text, out Parts parts)
    {
        parts = new Parts { Month = 1, Day = 1 };
        int sign = text.IsEmpty || text[0] is not ((byte)'-' or (byte)'+') ? 0 : 1;
        int length = text[sign..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        length = length < 0 ? text.Length - sign : length;
        if (IntegerText.Parse(text[..(sign + length)], -100_000_000_000_000_000, 100_000_000_000_000_000, out long year) != CellStatus.Ok)
        {
            return false;
        }

        parts.Year = year;
        text = text[(sign + length)..];
        if (text.IsEmpty)
        {
            return true;
        }

        if (!TakePair(ref text, (byte)'-', 1, 12, out parts.Month))
        {
            return false;
        }

        if (text.IsEmpty)
        {
            return true;
        }

        if (!TakePair(ref text, (byte)'-', 1, DaysInMonth(year, parts.Month), out parts.Day))
        {
            return false;
        }

        return text.IsEmpty || TakeTime(text, ref parts);
    }

    private static bool TakeTime(ReadOnlySpan<byte> text, ref Parts parts)
    {
        if (!TakePair(ref text, text[0] == ' ' ? (byte)' ' : (byte)'T', 0, 23, out int hour))
        {
            return false;
        }

        int minute = 0;
        int second = 0;
        if (!text.IsEmpty && !TakePair(ref text, (byte)':', 0, 59, out minute))
        {
            return false;
        }

        if (!text.IsEmpty && !TakePair(ref text, (byte)':', 0, 59, out second))
        {
            return false;
        }

        parts.SecondOfDay = (hour * 3600) + (minute * 60) + second;
        if (text.IsEmpty)
        {
            return true;
        }

        // Seconds were there, and a fraction of them is what is left.
        if (text[0] != '.' || text.Length > 19)
        {
            return false;
        }

        long weight = AttosecondsPerSecond / 10;
        foreach (byte b in text[1..])
        {
            if (!char.IsAsciiDigit((char)b))
            {
                return false;
            }

            parts.Attoseconds += (b - '0') * weight;
            weight /= 10;
        }

        return true;
    }

    // A separator and two digits.
    private static bool TakePair(ref ReadOnlySpan<byte> text, byte separator, int min, int max, out int value)
    {
        value = 0;
        if (text.Length < 3 || text[0] != separator || !char.IsAsciiDigit((char)text[1]) || !char.IsAsciiDigit((char)text[2]))
        {
            return false;
        }

        value = ((text[1] - '0') * 10) + text[2] - '0';
        text = text[3..];
        return value >= min && value <= max;
    }

    private static int DaysInMonth(long year, int month)
        => month == 2 ? (IsLeap(year) ? 29 : 28) : month is 4 or 6 or 9 or 11 ? 30 : 31;

    private static bool IsLeap(long year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    // Years begin in March here, so that the leap day is a year's last.
    private static Int128 DaysSince1970(Int128 year, int month, int day)
    {
        Int128 y = month <= 2 ? year - 1 : year;
        int monthFromMarch = (month + 9) % 12;
        Int128 era = TimeUnits.FloorDivide(y, 400);
        Int128 yearOfEra = y - (era * 400);
        Int128 dayOfYear = (((153 * monthFromMarch) + 2) / 5) + day - 1;
        return (era * 146_097) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear - 719_468;
    }

    private struct Parts
    {
        public long Year;
        public int Month;
        public int Day;
        public int SecondOfDay;
        public long Attoseconds;
    }
}
