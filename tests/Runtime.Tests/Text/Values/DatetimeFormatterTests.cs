using System.Text;

namespace SchemaToolkit.Tests.Text;

/// <summary>Times written fast against those written by way of 128 bits.</summary>
public class DatetimeFormatterTests
{
    private const long DaysFrom1970To10000 = 2_932_897;
    private const long DaysFromYear1To1970 = 719_162;

    [Theory]
    [InlineData(TimeUnit.Weeks)]
    [InlineData(TimeUnit.Days)]
    [InlineData(TimeUnit.Hours)]
    [InlineData(TimeUnit.Minutes)]
    [InlineData(TimeUnit.Seconds)]
    [InlineData(TimeUnit.Milliseconds)]
    [InlineData(TimeUnit.Microseconds)]
    [InlineData(TimeUnit.Nanoseconds)]
    [InlineData(TimeUnit.Picoseconds)]
    public void TimesOfFourDigitYears(TimeUnit unit)
    {
        Int128 perDay = unit == TimeUnit.Weeks ? 1 : unit.PerDay();
        int days = unit == TimeUnit.Weeks ? 7 : 1;
        long first = (long)Int128.Max(-DaysFromYear1To1970 * perDay / days, -long.MaxValue);
        long last = (long)Int128.Min(((DaysFrom1970To10000 * perDay) - 1) / days, long.MaxValue);
        Same(0, unit, isFast: true);
        Same(-1, unit, isFast: true);
        Same(first, unit, isFast: true);
        Same(last, unit, isFast: true);
        Same(long.MinValue, unit, isFast: false);
        if (last < long.MaxValue)
        {
            Same(first - 1, unit, isFast: false);
            Same(last + 1, unit, isFast: false);
            Same(long.MaxValue, unit, isFast: false);
        }

        var random = new Random(1);
        for (int i = 0; i < 2_000; i++)
        {
            Same(random.NextInt64(first, last), unit, isFast: true);
        }
    }

    [Theory]
    [InlineData(TimeUnit.Years)]
    [InlineData(TimeUnit.Months)]
    [InlineData(TimeUnit.Femtoseconds)]
    [InlineData(TimeUnit.Attoseconds)]
    public void OtherUnitsAreLeftAlone(TimeUnit unit) => Same(1, unit, isFast: false);

    private static void Same(long value, TimeUnit unit, bool isFast)
    {
        byte[] own = new byte[DatetimeFormatter.Room + 1];
        Assert.Equal(isFast, DatetimeFormatter.TryWrite(ref own[0], value, unit, out int length));
        Assert.Equal(0, own[DatetimeFormatter.Room]);
        if (isFast)
        {
            byte[] expected = new byte[IsoTime.MaxLength];
            Assert.True(IsoTime.TryFormat(value, unit, expected, out int expectedLength));
            Assert.Equal(Encoding.ASCII.GetString(expected, 0, expectedLength), Encoding.ASCII.GetString(own, 0, length));
        }
    }
}
