using System.Globalization;
using System.Text.Unicode;

namespace SchemaToolkit;

/// <summary>Times as text, as numpy prints them: ISO 8601, as fine as their unit.</summary>
internal static class TimeFormatter
{
    private const long SecondsPerDay = 86_400;

    /// <summary>A point in time.</summary>
    public static bool TryFormatDatetime(long value, TimeUnit unit, Span<byte> cell, out int length)
    {
        if (value == TimeText.NaT)
        {
            return "NaT"u8.TryCopyTo(cell) & (length = 3) > 0;
        }

        Int128 days = unit switch
        {
            TimeUnit.Years or TimeUnit.Months => 0,
            TimeUnit.Weeks => (Int128)value * 7,
            TimeUnit.Days => value,
            TimeUnit.Hours => TimeText.Floor(value, 24),
            TimeUnit.Minutes => TimeText.Floor(value, 24 * 60),
            _ => TimeText.Floor(TimeText.Floor(value, TimeText.PerSecond(unit)), SecondsPerDay),
        };
        (long year, int month, int day) = unit switch
        {
            TimeUnit.Years => ((long)((Int128)value + 1970), 1, 1),
            TimeUnit.Months => ((long)(TimeText.Floor(value, 12) + 1970), (int)(value - (TimeText.Floor(value, 12) * 12)) + 1, 1),
            _ => DateOf(days),
        };
        string sign = year < 0 ? "-" : "";
        Int128 magnitude = Int128.Abs(year);
        CultureInfo invariant = CultureInfo.InvariantCulture;
        switch (unit)
        {
            case TimeUnit.Years:
                return Utf8.TryWrite(cell, invariant, $"{sign}{magnitude:D4}", out length);
            case TimeUnit.Months:
                return Utf8.TryWrite(cell, invariant, $"{sign}{magnitude:D4}-{month:D2}", out length);
            case TimeUnit.Weeks or TimeUnit.Days:
                return Utf8.TryWrite(cell, invariant, $"{sign}{magnitude:D4}-{month:D2}-{day:D2}", out length);
            case TimeUnit.Hours:
                return Utf8.TryWrite(cell, invariant, $"{sign}{magnitude:D4}-{month:D2}-{day:D2}T{(int)(value - (days * 24)):D2}", out length);
            case TimeUnit.Minutes:
                int minutes = (int)(value - (days * 24 * 60));
                return Utf8.TryWrite(cell, invariant, $"{sign}{magnitude:D4}-{month:D2}-{day:D2}T{minutes / 60:D2}:{minutes % 60:D2}", out length);
            default:
                long perSecond = TimeText.PerSecond(unit);
                Int128 seconds = TimeText.Floor(value, perSecond);
                int second = (int)(seconds - (days * SecondsPerDay));
                if (!Utf8.TryWrite(cell, invariant, $"{sign}{magnitude:D4}-{month:D2}-{day:D2}T{second / 3600:D2}:{second / 60 % 60:D2}:{second % 60:D2}", out length))
                {
                    return false;
                }

                long fraction = (long)(value - (seconds * perSecond));
                return unit == TimeUnit.Seconds || TryAppendFraction(fraction, perSecond, cell, ref length);
        }
    }

    /// <summary>A span of time: the count of its units.</summary>
    public static bool TryFormatTimedelta(long value, Span<byte> cell, out int length)
        => value == TimeText.NaT
            ? "NaT"u8.TryCopyTo(cell) & (length = 3) > 0
            : value.TryFormat(cell, out length, default, CultureInfo.InvariantCulture);

    private static bool TryAppendFraction(long fraction, long perSecond, Span<byte> cell, ref int length)
    {
        int end = length;
        for (long left = perSecond; left > 1; left /= 10)
        {
            end++;
        }

        if (cell.Length <= end)
        {
            return false;
        }

        cell[length] = (byte)'.';
        for (int i = end; i > length; i--)
        {
            cell[i] = (byte)('0' + (fraction % 10));
            fraction /= 10;
        }

        length = end + 1;
        return true;
    }

    // Years begin in March here, so that the leap day is a year's last.
    private static (long Year, int Month, int Day) DateOf(Int128 daysSince1970)
    {
        Int128 days = daysSince1970 + 719_468;
        Int128 era = TimeText.Floor(days, 146_097);
        int dayOfEra = (int)(days - (era * 146_097));
        int yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        int dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        int monthFromMarch = ((5 * dayOfYear) + 2) / 153;
        int day = dayOfYear - (((153 * monthFromMarch) + 2) / 5) + 1;
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        return ((long)((era * 400) + yearOfEra + (month <= 2 ? 1 : 0)), month, day);
    }
}
