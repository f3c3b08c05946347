using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>Writes times as text, as <see cref="IsoTime"/> does but faster: only the years 1 to 9999, in units of which a day has
/// fewer than 2^63.</summary>
internal static class DatetimeFormatter
{
    /// <summary>The room a time needs; more than the longest text.</summary>
    public const int Room = 40;

    private const int DaysBefore1970 = 719_162;
    private const int SecondsPerDay = 86_400;

    /// <summary>Writes a time.</summary>
    /// <param name="to">Room for <see cref="Room"/> bytes, any of which may be written to.</param>
    /// <param name="value">The time.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="length">Bytes written.</param>
    /// <returns>Whether the time was written; if not, <see cref="IsoTime"/> must write it.</returns>
    public static bool TryWrite(ref byte to, long value, TimeUnit unit, out int length)
    {
        length = 0;
        long perDay = unit switch
        {
            TimeUnit.Weeks or TimeUnit.Days => 1,
            TimeUnit.Hours => 24,
            TimeUnit.Minutes => 24 * 60,
            TimeUnit.Seconds => SecondsPerDay,
            TimeUnit.Milliseconds => SecondsPerDay * 1_000L,
            TimeUnit.Microseconds => SecondsPerDay * 1_000_000L,
            TimeUnit.Nanoseconds => SecondsPerDay * 1_000_000_000L,
            TimeUnit.Picoseconds => SecondsPerDay * 1_000_000_000_000L,
            _ => 0,
        };
        if (perDay == 0 || value == IsoTime.NaT)
        {
            return false;
        }

        // Rounded down, towards the past.
        (long days, long rest) = Math.DivRem(value, perDay);
        long borrow = rest >> 63;
        days += borrow;
        rest += borrow & perDay;
        if (unit == TimeUnit.Weeks)
        {
            days = Math.Clamp(days, int.MinValue, int.MaxValue) * 7;
        }

        if ((ulong)(days + DaysBefore1970) > (ulong)DateOnly.MaxValue.DayNumber)
        {
            return false;
        }

        (int year, int month, int day) = DateOnly.FromDayNumber((int)days + DaysBefore1970);
        NumberFormatter.WriteTwo(ref to, (uint)year / 100);
        NumberFormatter.WriteTwo(ref Unsafe.Add(ref to, 2), (uint)year % 100);
        Part(ref to, 4, '-', month);
        Part(ref to, 7, '-', day);
        length = 10;
        if (perDay == 1)
        {
            return true;
        }

        // For units shorter than a second, the fraction counts units. For hours and minutes, the second counts units.
        long perSecond = Math.Max(1, perDay / SecondsPerDay);
        (long second, long fraction) = Math.DivRem(rest, perSecond);
        int minute = unit == TimeUnit.Hours ? (int)second * 60 : unit == TimeUnit.Minutes ? (int)second : (int)second / 60;
        Part(ref to, 10, 'T', minute / 60);
        length = 13;
        if (unit == TimeUnit.Hours)
        {
            return true;
        }

        Part(ref to, 13, ':', minute % 60);
        length = 16;
        if (unit == TimeUnit.Minutes)
        {
            return true;
        }

        Part(ref to, 16, ':', (int)second - (minute * 60));
        length = 19;
        if (unit == TimeUnit.Seconds)
        {
            return true;
        }

        Unsafe.Add(ref to, 19) = (byte)'.';
        NumberFormatter.WriteDigits(ref Unsafe.Add(ref to, 20), (ulong)fraction, unit.Digits());
        length = 20 + unit.Digits();
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Part(ref byte to, int place, char before, int value)
    {
        Unsafe.Add(ref to, place) = (byte)before;
        NumberFormatter.WriteTwo(ref Unsafe.Add(ref to, place + 1), (uint)value);
    }
}
