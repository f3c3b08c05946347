using System.Globalization;
using System.Text;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Records;

/// <summary>Times: numpy's counts, numpy's text.</summary>
public class TimeTests
{
    private static readonly TimeUnit[] _units = Enum.GetValues<TimeUnit>();
    private static readonly string[] _codes = ["ns", "us", "ms", "s", "m", "h", "D", "W", "M", "Y", "ps", "fs", "as"];

    [Fact]
    public void TextIsThatOfNumpy()
    {
        long[] counts = [0, 1, -1, 41, -1970, -2014, 15045, 1299906367123456789, long.MaxValue, -long.MaxValue, long.MinValue, 951782400, -62135596800];
        var expected = new StringBuilder();
        foreach (TimeUnit unit in _units)
        {
            // numpy's own arithmetic overflows where days and longer units near the end of their counts.
            foreach (long count in counts.Where(c => unit is not (>= TimeUnit.Days and <= TimeUnit.Years) || Math.Abs((double)c) < 1e12 || c == long.MinValue))
            {
                string text = new Datetime64(count).ToString(unit);
                expected.Append(CultureInfo.InvariantCulture, $"{_codes[(int)unit]} {count} {text}\n");
                Assert.True(Datetime64.TryParse(Encoding.UTF8.GetBytes(text), unit, out Datetime64 back), text);
                Assert.Equal(count, back.Value);
            }
        }

        string printed = Python.Run("for l in sys.argv[1].split('\\n')[:-1]: u, c, _ = l.split(' '); print(u, c, np.datetime64(int(c), u))", expected.ToString());
        Assert.Equal(expected.ToString().TrimEnd(), printed);
    }

    [Fact]
    public void WhatNumpyReadsIsReadTheSame()
    {
        string[] texts = ["2011", "2011-03", "2011-03-12", "2011-03-12T05", "2011-03-12 05:06", "2011-03-12T05:06:07", "2011-03-12T05:06:07.", "2011-03-12T05:06:07.123456789123", "1969-12-31T23:59:59.5",
            "2011-03-12T05Z", "2011-03-12T05:06+02:00", "2011-03-12T05:06-0230", "-0044-01-01", "12345-01-01", "-44", "44", "+2011", "nat", "NaT", "", " 2011-03-12", "2000-02-29", "1900-02-28", "0000-03-01", "20110312"];
        TimeUnit[] units = [TimeUnit.Years, TimeUnit.Months, TimeUnit.Weeks, TimeUnit.Days, TimeUnit.Hours, TimeUnit.Minutes, TimeUnit.Seconds, TimeUnit.Milliseconds];
        var expected = new StringBuilder();
        foreach (string text in texts)
        {
            foreach (TimeUnit unit in units)
            {
                Assert.True(Datetime64.TryParse(Encoding.UTF8.GetBytes(text), unit, out Datetime64 time), text);
                expected.Append(CultureInfo.InvariantCulture, $"{time.Value} ");
            }
        }

        string printed = Python.Run("import warnings; warnings.simplefilter('ignore')\nprint(*[np.datetime64(t, u).view('i8') for t in sys.argv[1:] for u in ('Y','M','W','D','h','m','s','ms')])", texts);
        Assert.Equal(expected.ToString().TrimEnd(), printed);
    }

    [Theory]
    [InlineData("2011-3-12")]
    [InlineData("2011-03-12Z")]
    [InlineData("2011-03-12 ")]
    [InlineData("2011-03-12T24:00")]
    [InlineData("2011-02-29")]
    [InlineData("1900-02-29")]
    [InlineData("2011-13-01")]
    [InlineData("2011-00-01")]
    [InlineData("2011-01-00")]
    [InlineData("2011-03-12t05")]
    [InlineData("2011-03-12T05:06:60")]
    [InlineData("2011-03-12T05:60")]
    [InlineData("2011-03-12T0506")]
    [InlineData("2011-03-12T")]
    [InlineData("2011-")]
    [InlineData("2011-03T05")]
    [InlineData("2011-03-12T5")]
    [InlineData("2011-03-12T05:06+24:00")]
    [InlineData("2011-03-12T05:06+2")]
    [InlineData("-")]
    [InlineData("yesterday")]
    [InlineData("9999-01-01")]
    [InlineData("99999999999999999999-01-01")]
    public void WhatIsNoTimeOrDoesNotFitIsRefused(string text)
    {
        Assert.False(Datetime64.TryParse(Encoding.UTF8.GetBytes(text), TimeUnit.Nanoseconds, out Datetime64 time));
        Assert.True(time.IsNaT);
        Assert.Contains("datetime64[ns]", Assert.Throws<FormatException>(() => Datetime64.Parse(text, TimeUnit.Nanoseconds)).Message);
    }

    [Fact]
    public void DateTimesGoThereAndBack()
    {
        DateTime[] times = [DateTime.UnixEpoch, DateTime.MinValue.AddDays(7), DateTime.MaxValue, new(2011, 3, 12, 5, 6, 7, 123, DateTimeKind.Utc), new(1969, 12, 31, 23, 59, 59, DateTimeKind.Unspecified), new(1600, 2, 29)];
        Assert.Throws<OverflowException>(() => Datetime64.From(DateTime.MinValue, TimeUnit.Weeks).ToDateTime(TimeUnit.Weeks));
        foreach (DateTime time in times)
        {
            foreach (TimeUnit unit in _units.Except([TimeUnit.Nanoseconds, TimeUnit.Picoseconds, TimeUnit.Femtoseconds, TimeUnit.Attoseconds]))
            {
                DateTime back = Datetime64.From(time, unit).ToDateTime(unit);
                Assert.Equal(DateTimeKind.Utc, back.Kind);
                Assert.True(back <= time && Datetime64.From(back, unit) == Datetime64.From(time, unit), $"{time:O} {unit}");
                Assert.Equal(Datetime64.From(time, unit), Datetime64.Parse(time.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture), unit));
            }
        }

        DateTime precise = new(634_355_000_123_456_789, DateTimeKind.Utc);
        Assert.Equal(precise, Datetime64.From(precise, TimeUnit.Nanoseconds).ToDateTime(TimeUnit.Nanoseconds));
        var local = new DateTimeOffset(2011, 3, 12, 5, 6, 7, TimeSpan.FromHours(2));
        Assert.Equal(local, Datetime64.From(local, TimeUnit.Seconds).ToDateTimeOffset(TimeUnit.Seconds));
        Assert.Equal("2011-03-12T03", Datetime64.From(local, TimeUnit.Hours).ToString(TimeUnit.Hours));
        Assert.Equal(Datetime64.From(local, TimeUnit.Seconds), Datetime64.From(local.LocalDateTime, TimeUnit.Seconds));
    }

    [Fact]
    public void WhatDoesNotFitThrows()
    {
        Assert.Throws<OverflowException>(() => Datetime64.From(DateTime.MaxValue, TimeUnit.Nanoseconds));
        Assert.Throws<OverflowException>(() => new Datetime64(long.MaxValue).ToDateTime(TimeUnit.Days));
        Assert.Throws<OverflowException>(() => new Datetime64(long.MaxValue).ToDateTime(TimeUnit.Years));
        Assert.Throws<OverflowException>(() => new Datetime64(long.MaxValue).ToDateTime(TimeUnit.Weeks));
        Assert.Throws<OverflowException>(() => Timedelta64.From(TimeSpan.MaxValue, TimeUnit.Nanoseconds));
        Assert.Throws<OverflowException>(() => new Timedelta64(long.MaxValue).ToTimeSpan(TimeUnit.Days));
        Assert.Throws<ArgumentException>(() => Timedelta64.From(TimeSpan.Zero, TimeUnit.Months));
        Assert.Throws<ArgumentException>(() => new Timedelta64(1).ToTimeSpan(TimeUnit.Years));
        Assert.Throws<InvalidOperationException>(() => Datetime64.NaT.ToDateTime(TimeUnit.Days));
        Assert.Throws<InvalidOperationException>(() => Timedelta64.NaT.ToTimeSpan(TimeUnit.Days));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(13)]
    [InlineData(99)]
    public void AUnitThatIsNoneIsRefused(int number)
    {
        var unit = (TimeUnit)number;
        Action[] uses =
        [
            () => new Datetime64(5).ToString(unit),
            () => Datetime64.NaT.ToString(unit),
            () => new Datetime64(5).TryFormat(new byte[64], out _, unit),
            () => new Datetime64(5).ToDateTime(unit),
            () => new Datetime64(5).ToDateTimeOffset(unit),
            () => Datetime64.NaT.ToDateTime(unit),
            () => Datetime64.TryParse("2011"u8, unit, out _),
            () => Datetime64.TryParse(""u8, unit, out _),
            () => Datetime64.Parse("yesterday", unit),
            () => Datetime64.From(DateTime.UnixEpoch, unit),
            () => Datetime64.From(DateTimeOffset.UnixEpoch, unit),
            () => new Timedelta64(5).ToTimeSpan(unit),
            () => Timedelta64.NaT.ToTimeSpan(unit),
            () => Timedelta64.From(TimeSpan.Zero, unit),
            () => FieldType.Datetime64(unit),
            () => FieldType.Timedelta64(unit),
        ];
        Assert.All(uses, use => Assert.Equal(unit, Assert.Throws<ArgumentOutOfRangeException>(use).ActualValue));
    }

    [Theory]
    [InlineData(long.MaxValue, TimeUnit.Weeks, "timedelta64[W] of 9223372036854775807")]
    [InlineData(-long.MaxValue, TimeUnit.Seconds, "timedelta64[s] of -9223372036854775807")]
    [InlineData(922_337_203_685_477_581, TimeUnit.Microseconds, "timedelta64[us] of 922337203685477581")]
    public void ASpanThatDoesNotFitIsNamed(long count, TimeUnit unit, string named)
        => Assert.Contains(named, Assert.Throws<OverflowException>(() => new Timedelta64(count).ToTimeSpan(unit)).Message);

    [Fact]
    public void TheLongestSpansFit()
    {
        Assert.Equal(TimeSpan.MaxValue.Ticks / 10 * 10, new Timedelta64(TimeSpan.MaxValue.Ticks / 10).ToTimeSpan(TimeUnit.Microseconds).Ticks);
        Assert.Equal(long.MaxValue / 100, new Timedelta64(long.MaxValue).ToTimeSpan(TimeUnit.Nanoseconds).Ticks);
        Assert.Equal((-long.MaxValue / 100) - 1, new Timedelta64(-long.MaxValue).ToTimeSpan(TimeUnit.Nanoseconds).Ticks);
    }

    [Fact]
    public void UnitsAreConvertedAsNumpyDoes()
    {
        TimeSpan[] spans = [TimeSpan.FromMilliseconds(-1500), TimeSpan.FromMilliseconds(1500), TimeSpan.FromMilliseconds(-1000), TimeSpan.FromMilliseconds(-1)];
        Assert.Equal(
            Python.Run("print(np.array([-1500, 1500, -1000, -1], 'm8[ms]').astype('m8[s]').astype('i8').tolist())"),
            $"[{string.Join(", ", spans.Select(static s => Timedelta64.From(s, TimeUnit.Seconds).Value))}]");
        Assert.Equal(-2, new Timedelta64(-150).ToTimeSpan(TimeUnit.Nanoseconds).Ticks);
    }

    [Fact]
    public void OperatorsAreThoseOfNumpy()
    {
        Datetime64 noon = new(43_200);
        Datetime64 one = new(46_800);
        Timedelta64 hour = new(3_600);
        Assert.Equal((hour, one, noon), (one - noon, noon + hour, one - hour));
        Assert.Equal((new(7_200), new(-3_600), new(0), new(10_800)), (hour + hour, -hour, hour - hour, hour * 3));
        Assert.True(noon < one && one > noon && noon <= one && one >= noon && !(one < noon) && hour > -hour && hour >= new Timedelta64(3_600));

        // Whatever holds NaT is NaT, and compares as nothing does.
        Assert.True((noon - Datetime64.NaT).IsNaT && (noon + Timedelta64.NaT).IsNaT && (Datetime64.NaT - hour).IsNaT && (-Timedelta64.NaT).IsNaT && (Timedelta64.NaT * 2).IsNaT);
        Assert.False(Datetime64.NaT < noon || noon < Datetime64.NaT || Datetime64.NaT <= noon || noon >= Datetime64.NaT || Timedelta64.NaT < hour || hour <= Timedelta64.NaT || Timedelta64.NaT >= Timedelta64.NaT);
        Assert.Throws<OverflowException>(() => new Timedelta64(long.MaxValue) + new Timedelta64(1));
        Assert.Throws<OverflowException>(() => new Timedelta64(long.MinValue + 1) - new Timedelta64(1));
        Assert.Throws<OverflowException>(() => new Datetime64(long.MaxValue) - new Datetime64(-1));
        Assert.Throws<OverflowException>(() => new Timedelta64(1L << 62) * 2);
    }

    [Fact]
    public void SpansGoThereAndBack()
    {
        foreach (TimeSpan span in new[] { TimeSpan.Zero, TimeSpan.FromTicks(-1), TimeSpan.FromDays(3.75), TimeSpan.FromMilliseconds(-1500.5) })
        {
            Assert.Equal(span, Timedelta64.From(span, TimeUnit.Nanoseconds).ToTimeSpan(TimeUnit.Nanoseconds));
            Assert.Equal((long)Math.Floor(span.TotalHours), Timedelta64.From(span, TimeUnit.Hours).Value);
        }

        Assert.Equal(TimeSpan.FromDays(14), new Timedelta64(2).ToTimeSpan(TimeUnit.Weeks));
    }

    [Theory]
    [InlineData("5", 5L)]
    [InlineData(" -7", -7L)]
    [InlineData("+5", 5L)]
    [InlineData("NaT", long.MinValue)]
    [InlineData("", long.MinValue)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9223372036854775808", null)]
    [InlineData("-9223372036854775808", null)]
    [InlineData("1.5", null)]
    [InlineData("5s", null)]
    public void TheTextOfASpanIsItsCount(string text, long? count)
    {
        Assert.Equal(count.HasValue, Timedelta64.TryParse(Encoding.UTF8.GetBytes(text), out Timedelta64 span));
        Assert.Equal(count ?? long.MinValue, span.Value);
    }

    [Fact]
    public void NatIsLast()
    {
        Datetime64[] times = [new(3), Datetime64.NaT, new(-5), new(long.MaxValue), new(-long.MaxValue), new(0)];
        Assert.Equal([-long.MaxValue, -5, 0, 3, long.MaxValue, long.MinValue], times.Order().Select(static t => t.Value));
        Assert.Equal([new(1), Timedelta64.NaT], new[] { Timedelta64.NaT, new(1) }.Order());
        Assert.Equal(("NaT", "NaT", "3", "NaT"), (Datetime64.NaT.ToString(), Timedelta64.NaT.ToString(), new Datetime64(3).ToString(), Datetime64.NaT.ToString(TimeUnit.Days)));
    }

    [Fact]
    public void ShortBuffersAreRefused()
    {
        Span<byte> utf8 = stackalloc byte[10];
        Assert.True(new Datetime64(15045).TryFormat(utf8, out int written, TimeUnit.Days));
        Assert.Equal("2011-03-12", Encoding.UTF8.GetString(utf8[..written]));
        Assert.False(new Datetime64(15045).TryFormat(utf8[..9], out written, TimeUnit.Days));
        Assert.Equal(0, written);
        Assert.False(Datetime64.NaT.TryFormat(utf8[..2], out _, TimeUnit.Days));
    }
}
