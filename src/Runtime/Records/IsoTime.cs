using System.Globalization;
using System.Text;

namespace SchemaToolkit;

/// <summary>ISO 8601 as numpy reads and prints it, for counts of any unit. Source:
/// <c>numpy/core/src/multiarray/datetime_strings.c</c>.</summary>
internal static class IsoTime
{
    /// <summary>The longest text there is, in bytes: 18 digits of a second, and years of 19.</summary>
    public const int MaxLength = 64;

    /// <summary>Writes a time with as many digits as its unit has.</summary>
    public static bool TryFormat(long value, TimeUnit unit, Span<byte> utf8, out int bytesWritten)
    {
        bool fits = TryWriteTime(value, unit, utf8, out bytesWritten);
        bytesWritten = fits ? bytesWritten : 0;
        return fits;
    }

    /// <summary>Reads a time; what is finer than the unit is dropped, as numpy does. <see langword="false"/> for what is no
    /// time and for one that does not fit.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, TimeUnit unit, out long value)
    {
        ReadOnlySpan<byte> text = utf8.TrimStart(" \t\n\r\v\f"u8);
        if (text.IsEmpty || Ascii.EqualsIgnoreCase(text, "nat"u8))
        {
            value = long.MinValue;
            return true;
        }

        value = 0;
        bool negative = text[0] == '-';
        text = text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        int digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? text.Length : digits;
        if (digits is 0 or > 19)
        {
            return false;
        }

        Int128 year = Int128.Parse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
        year = negative ? -year : year;
        text = text[digits..];
        int month = 1;
        int day = 1;
        Int128 time = 0; // Attoseconds of the day, the offset from UTC taken off.
        bool ok = text.IsEmpty
            || (TryTwo(ref text, '-', 12, out month) && month > 0
                && (text.IsEmpty
                    || (TryTwo(ref text, '-', DaysIn(year, month), out day) && day > 0
                        && (text.IsEmpty || TryTime(text, out time)))));
        return ok && TimeUnits.TryNarrow(Count(year, month, day, time, unit), out value);
    }

    private static bool TryWriteTime(long value, TimeUnit unit, Span<byte> utf8, out int length)
    {
        if (value == long.MinValue)
        {
            length = 3;
            return "NaT"u8.TryCopyTo(utf8);
        }

        switch (unit)
        {
            case TimeUnit.Years:
                return TryWriteYear(1970 + (Int128)value, utf8, out length);
            case TimeUnit.Months:
                Int128 years = TimeUnits.FloorDivide(value, 12);
                return TryWriteYear(1970 + years, utf8, out length) && TryWrite('-', (long)(value - (years * 12)) + 1, 2, utf8, ref length);
        }

        Int128 perDay = unit == TimeUnit.Weeks ? 1 : unit.PerDay();
        Int128 days = unit == TimeUnit.Weeks ? (Int128)value * 7 : TimeUnits.FloorDivide(value, perDay);
        (Int128 year, int month, int day) = Civil(days);
        if (!TryWriteYear(year, utf8, out length) || !TryWrite('-', month, 2, utf8, ref length) || !TryWrite('-', day, 2, utf8, ref length))
        {
            return false;
        }

        // Hours, minutes, seconds and what is left of one, as far as the unit goes.
        UInt128 rest = (UInt128)(value - (days * perDay));
        UInt128 perPart = (UInt128)perDay / 24;
        foreach ((char before, uint parts) in (ReadOnlySpan<(char, uint)>)[('T', 60), (':', 60), (':', 1)])
        {
            if (perPart == 0)
            {
                return true;
            }

            (UInt128 part, rest) = UInt128.DivRem(rest, perPart);
            if (!TryWrite(before, (long)part, 2, utf8, ref length))
            {
                return false;
            }

            perPart /= parts;
        }

        return perPart <= 1 || TryWrite('.', (long)rest, unit.Digits(), utf8, ref length);
    }

    private static Int128 Count(Int128 year, int month, int day, Int128 time, TimeUnit unit)
    {
        Int128 perDay = TimeUnit.Attoseconds.PerDay();
        Int128 days = Days(year, month, day) + TimeUnits.FloorDivide(time, perDay);
        time -= TimeUnits.FloorDivide(time, perDay) * perDay;
        switch (unit)
        {
            case TimeUnit.Years or TimeUnit.Months:
                (year, month, _) = Civil(days);
                return unit == TimeUnit.Years ? year - 1970 : ((year - 1970) * 12) + month - 1;
            case TimeUnit.Weeks:
                return TimeUnits.FloorDivide(days, 7);
            default:
                return (days * unit.PerDay()) + (time / (perDay / unit.PerDay()));
        }
    }

    // "T05", "T05:06", "T05:06:07", "T05:06:07.8…", each with "Z" or an offset after it.
    private static bool TryTime(ReadOnlySpan<byte> text, out Int128 time)
    {
        int minute = 0;
        int second = 0;
        Int128 fraction = 0;
        time = 0;
        if (!TryTwo(ref text, text[0] == ' ' ? ' ' : 'T', 23, out int hour)
            || (text is [(byte)':', ..] && (!TryTwo(ref text, ':', 59, out minute)
                || (text is [(byte)':', ..] && (!TryTwo(ref text, ':', 59, out second) || !TryFraction(ref text, out fraction))))))
        {
            return false;
        }

        if (!TryOffset(text, out int offset))
        {
            return false;
        }

        Int128 perSecond = TimeUnit.Attoseconds.PerDay() / 86_400;
        time = ((((hour * 60) + minute - offset) * 60) + second) * perSecond + fraction;
        return true;
    }

    private static bool TryFraction(ref ReadOnlySpan<byte> text, out Int128 attoseconds)
    {
        attoseconds = 0;
        if (text is not [(byte)'.', ..])
        {
            return true;
        }

        int digits = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        ReadOnlySpan<byte> fraction = digits < 0 ? text[1..] : text.Slice(1, digits);
        text = text[(1 + fraction.Length)..];
        for (int i = 0; i < 18; i++)
        {
            attoseconds = (attoseconds * 10) + (i < fraction.Length ? fraction[i] - '0' : 0);
        }

        return fraction.Length <= 18;
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
        if (sign is not ('+' or '-') || !TryTwo(ref text, sign, 23, out int hour))
        {
            return false;
        }

        int minute = 0;
        if (!text.IsEmpty && !(text[0] == ':' ? TryTwo(ref text, ':', 59, out minute) : TryTwo(ref text, null, 59, out minute)))
        {
            return false;
        }

        minutes = ((hour * 60) + minute) * (sign == '-' ? -1 : 1);
        return text.IsEmpty;
    }

    private static bool TryTwo(ref ReadOnlySpan<byte> text, char? before, int most, out int number)
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
        return number <= most;
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

    // printf's %04d, sign and all.
    private static bool TryWriteYear(Int128 year, Span<byte> utf8, out int length)
    {
        if (year >= 0)
        {
            return year.TryFormat(utf8, out length, "D4", CultureInfo.InvariantCulture);
        }

        length = 0;
        bool fits = "-"u8.TryCopyTo(utf8) && (-year).TryFormat(utf8[1..], out length, "D3", CultureInfo.InvariantCulture);
        length++;
        return fits;
    }

    private static bool TryWrite(char before, long number, int digits, Span<byte> utf8, ref int length)
    {
        Span<byte> text = utf8[length..];
        if (text.Length <= digits)
        {
            return false;
        }

        text[0] = (byte)before;
        for (int i = digits; i > 0; i--)
        {
            (number, long digit) = Math.DivRem(number, 10);
            text[i] = (byte)('0' + digit);
        }

        length += digits + 1;
        return true;
    }
}
