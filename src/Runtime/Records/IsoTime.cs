using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace SchemaToolkit;

/// <summary>ISO 8601 as numpy reads and prints it, for counts of any unit. Source:
/// <c>numpy/core/src/multiarray/datetime_strings.c</c>.</summary>
internal static class IsoTime
{
    /// <summary>Bytes that are enough for any time: years of 19 digits and 18 digits of a second.</summary>
    public const int MaxLength = 64;

    /// <summary>The count that means "not a time".</summary>
    public const long NaT = long.MinValue;

    private const int MaxYearDigits = 19;
    private const long AttosecondsPerSecond = 1_000_000_000_000_000_000;
    private const int SecondsPerDay = 86_400;

    /// <summary>Writes a time with as many digits as its unit has.</summary>
    public static bool TryFormat(long value, TimeUnit unit, Span<byte> utf8, out int bytesWritten)
    {
        if (value == NaT)
        {
            bytesWritten = "NaT"u8.TryCopyTo(utf8) ? 3 : 0;
            return bytesWritten != 0;
        }

        CultureInfo culture = CultureInfo.InvariantCulture;
        switch (unit)
        {
            case TimeUnit.Years:
                return Utf8.TryWrite(utf8, culture, $"{1970 + (Int128)value:0000;-000}", out bytesWritten);
            case TimeUnit.Months:
                Int128 years = TimeUnits.FloorDivide(value, 12);
                return Utf8.TryWrite(utf8, culture, $"{1970 + years:0000;-000}-{(int)(value - (years * 12)) + 1:00}", out bytesWritten);
        }

        Int128 perDay = unit == TimeUnit.Weeks ? 1 : unit.PerDay();
        Int128 days = unit == TimeUnit.Weeks ? (Int128)value * 7 : TimeUnits.FloorDivide(value, perDay);
        (Int128 year, int month, int day) = Civil(days);
        if (perDay == 1)
        {
            return Utf8.TryWrite(utf8, culture, $"{year:0000;-000}-{month:00}-{day:00}", out bytesWritten);
        }

        UInt128 rest = (UInt128)(value - (days * perDay));
        UInt128 perHour = (UInt128)perDay / 24;
        (UInt128 hour, rest) = UInt128.DivRem(rest, perHour);
        if (unit == TimeUnit.Hours)
        {
            return Utf8.TryWrite(utf8, culture, $"{year:0000;-000}-{month:00}-{day:00}T{(int)hour:00}", out bytesWritten);
        }

        (UInt128 minute, rest) = UInt128.DivRem(rest, perHour / 60);
        if (unit == TimeUnit.Minutes)
        {
            return Utf8.TryWrite(utf8, culture, $"{year:0000;-000}-{month:00}-{day:00}T{(int)hour:00}:{(int)minute:00}", out bytesWritten);
        }

        (UInt128 second, rest) = UInt128.DivRem(rest, perHour / 3600);
        if (!Utf8.TryWrite(
            utf8,
            culture,
            $"{year:0000;-000}-{month:00}-{day:00}T{(int)hour:00}:{(int)minute:00}:{(int)second:00}",
            out bytesWritten)
            || unit == TimeUnit.Seconds)
        {
            return bytesWritten != 0;
        }

        // The fraction is written with a 1 before it, which the point then replaces.
        if (!((long)rest + (long)Math.Pow(10, unit.Digits())).TryFormat(utf8[bytesWritten..], out int fraction, default, culture))
        {
            bytesWritten = 0;
            return false;
        }

        utf8[bytesWritten] = (byte)'.';
        bytesWritten += fraction;
        return true;
    }

    /// <summary>Whether a text means NaT, as in numpy: it is empty, or <c>NaT</c> in upper or lower case.</summary>
    public static bool IsNaT(ReadOnlySpan<byte> utf8) => utf8.IsEmpty || Ascii.EqualsIgnoreCase(utf8, "nat"u8);

    /// <summary>Reads a time, rounded to the unit towards the past, as numpy does.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="unit">The unit of the count.</param>
    /// <param name="value">The count; NaT when there is none.</param>
    /// <param name="isOutOfRange">Whether the text is a time that the count cannot hold; numpy wraps around.</param>
    /// <returns><see langword="false"/> if the text is not a time, or a time out of range.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8, TimeUnit unit, out long value, out bool isOutOfRange)
    {
        value = NaT;
        isOutOfRange = false;
        ReadOnlySpan<byte> text = utf8.TrimStart(" \t\n\r\v\f"u8);
        if (IsNaT(text))
        {
            return true;
        }

        if (!TryYear(ref text, out Int128 year))
        {
            return false;
        }

        int month = 1;
        int day = 1;
        int second = 0;
        long attoseconds = 0;
        bool ok = text.IsEmpty
            || (TryTwo(ref text, '-', 1, 12, out month)
                && (text.IsEmpty
                    || (TryTwo(ref text, '-', 1, DaysIn(year, month), out day)
                        && (text.IsEmpty || TryTime(text, out second, out attoseconds)))));
        if (!ok)
        {
            return false;
        }

        isOutOfRange = !TimeUnits.TryNarrow(Count(Days(year, month, day), second, attoseconds, unit), out long count);
        value = isOutOfRange ? NaT : count;
        return !isOutOfRange;
    }

    private static bool TryYear(ref ReadOnlySpan<byte> text, out Int128 year)
    {
        bool isNegative = text[0] == '-';
        text = text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        int digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? text.Length : digits;
        ulong number = 0;
        if (digits is > 0 and <= MaxYearDigits)
        {
            foreach (byte digit in text[..digits])
            {
                number = (number * 10) + digit - '0';
            }
        }

        year = isNegative ? -(Int128)number : number;
        text = text[digits..];
        return digits is > 0 and <= MaxYearDigits;
    }

    // Because of the offset from UTC, the second of the day may be negative, or on the next day.
    private static Int128 Count(Int128 days, int second, long attoseconds, TimeUnit unit)
    {
        Int128 seconds = (days * SecondsPerDay) + second;
        switch (unit)
        {
            case TimeUnit.Years or TimeUnit.Months:
                (Int128 year, int month, _) = Civil(TimeUnits.FloorDivide(seconds, SecondsPerDay));
                return unit == TimeUnit.Years ? year - 1970 : ((year - 1970) * 12) + month - 1;
            case TimeUnit.Weeks:
                return TimeUnits.FloorDivide(seconds, SecondsPerDay * 7);
            case TimeUnit.Days:
                return TimeUnits.FloorDivide(seconds, SecondsPerDay);
            case TimeUnit.Hours:
                return TimeUnits.FloorDivide(seconds, 3600);
            case TimeUnit.Minutes:
                return TimeUnits.FloorDivide(seconds, 60);
            default:
                long perSecond = (long)(unit.PerDay() / SecondsPerDay);
                return (seconds * perSecond) + (attoseconds / (AttosecondsPerSecond / perSecond));
        }
    }

    // "T05", "T05:06", "T05:06:07", "T05:06:07.8…", each with "Z" or an offset after it. The offset is subtracted.
    private static bool TryTime(ReadOnlySpan<byte> text, out int secondOfDay, out long attoseconds)
    {
        int minute = 0;
        int second = 0;
        secondOfDay = 0;
        attoseconds = 0;
        if (!TryTwo(ref text, text[0] == ' ' ? ' ' : 'T', 0, 23, out int hour)
            || (text is [(byte)':', ..] && (!TryTwo(ref text, ':', 0, 59, out minute)
                || (text is [(byte)':', ..] && (!TryTwo(ref text, ':', 0, 59, out second) || !TryFraction(ref text, out attoseconds)))))
            || !TryOffset(text, out int offset))
        {
            return false;
        }

        secondOfDay = (((hour * 60) + minute - offset) * 60) + second;
        return true;
    }

    private static bool TryFraction(ref ReadOnlySpan<byte> text, out long attoseconds)
    {
        attoseconds = 0;
        if (text is not [(byte)'.', ..])
        {
            return true;
        }

        text = text[1..];
        long weight = AttosecondsPerSecond;
        while (!text.IsEmpty && char.IsAsciiDigit((char)text[0]))
        {
            if (weight == 1)
            {
                return false; // More than 18 digits.
            }

            weight /= 10;
            attoseconds += (text[0] - '0') * weight;
            text = text[1..];
        }

        return true;
    }

    // Minutes east of Greenwich.
    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.IsEmpty || text.SequenceEqual("Z"u8))
        {
            return true;
        }

        char sign = (char)text[0];
        if (sign is not ('+' or '-') || !TryTwo(ref text, sign, 0, 23, out int hour))
        {
            return false;
        }

        int minute = 0;
        if (!text.IsEmpty && !TryTwo(ref text, text[0] == ':' ? ':' : null, 0, 59, out minute))
        {
            return false;
        }

        minutes = ((hour * 60) + minute) * (sign == '-' ? -1 : 1);
        return text.IsEmpty;
    }

    // Two digits, after a mark if one is required.
    private static bool TryTwo(ref ReadOnlySpan<byte> text, char? before, int least, int most, out int number)
    {
        number = 0;
        if (before is { } mark)
        {
            if (text.IsEmpty || text[0] != mark)
            {
                return false;
            }

            text = text[1..];
        }

        if (text.Length < 2 || !char.IsAsciiDigit((char)text[0]) || !char.IsAsciiDigit((char)text[1]))
        {
            return false;
        }

        number = ((text[0] - '0') * 10) + text[1] - '0';
        text = text[2..];
        return number >= least && number <= most;
    }

    private static int DaysIn(Int128 year, int month)
        => month is 2 ? (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28) : month is 4 or 6 or 9 or 11 ? 30 : 31;

    // Days from 1970-01-01 and back, in the Gregorian calendar extended to all times. Years begin in March here, so that
    // the leap day is the last one: http://howardhinnant.github.io/date_algorithms.html
    private static Int128 Days(Int128 year, int month, int day)
    {
        year = month <= 2 ? year - 1 : year;
        Int128 era = TimeUnits.FloorDivide(year, 400);
        int yearOfEra = (int)(year - (era * 400));
        int dayOfYear = ((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5 + day - 1;
        return (era * 146_097) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear - 719_468;
    }

    private static (Int128 Year, int Month, int Day) Civil(Int128 days)
    {
        days += 719_468;
        Int128 era = TimeUnits.FloorDivide(days, 146_097);
        int dayOfEra = (int)(days - (era * 146_097));
        int yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        int dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        int shifted = ((5 * dayOfYear) + 2) / 153;
        int month = shifted < 10 ? shifted + 3 : shifted - 9;
        return ((era * 400) + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (((153 * shifted) + 2) / 5) + 1);
    }
}
