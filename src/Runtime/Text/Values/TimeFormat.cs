using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace SchemaToolkit;

/// <summary>A time in a form of the user's own, such as <c>MM/dd/yyyy HH:mm</c>: it is put in order as ISO 8601, which
/// <see cref="IsoTime"/> reads.</summary>
internal sealed class TimeFormat
{
    private const int MostFraction = 18;

    private readonly List<Part> _parts = [];

    /// <summary>Reads the form.</summary>
    /// <param name="format">Letters as in .NET's formats: <c>yyyy yy MMM MM M dd d HH H hh h mm m ss s f… F… tt zzz</c>;
    /// others stand for themselves, and so does what is between single quotes.</param>
    /// <exception cref="FormatException">A letter has no meaning, or a part is there twice or is missing.</exception>
    public TimeFormat(string format)
    {
        for (int i = 0; i < format.Length;)
        {
            char letter = format[i];
            if (letter == '\'')
            {
                int end = format.IndexOf('\'', i + 1);
                AddLiteral(end > 0 ? format[(i + 1)..end] : throw new FormatException("a quote in it is not closed"));
                i = end + 1;
                continue;
            }

            int run = 1;
            while (char.IsAsciiLetter(letter) && i + run < format.Length && format[i + run] == letter)
            {
                run++;
            }

            if (char.IsAsciiLetter(letter))
            {
                AddPart(letter, run);
            }
            else
            {
                AddLiteral(format.Substring(i, 1));
            }

            i += run;
        }

        bool hasDate = Has('y') && (Has('M') || !Has('d'));
        bool isTwelve = Has('h');
        if (!hasDate || isTwelve != Has('t') || (isTwelve && Has('H')) || ((Has('m') || Has('s')) && !isTwelve && !Has('H')) || (Has('f') && !Has('s')))
        {
            throw new FormatException("it needs y, M before d, H (or h and tt) before m, m before s, and s before f");
        }
    }

    /// <summary>Reads a time.</summary>
    /// <inheritdoc cref="IsoTime.TryParse"/>
    public bool TryParse(ReadOnlySpan<byte> utf8, TimeUnit unit, out long value, out bool isOutOfRange)
    {
        value = IsoTime.NaT;
        isOutOfRange = false;
        if (IsoTime.IsNaT(utf8))
        {
            return true;
        }

        var time = new Time { Month = 1, Day = 1 };
        foreach (Part part in _parts)
        {
            if (!part.TryTake(ref utf8, ref time))
            {
                return false;
            }
        }

        if (!utf8.IsEmpty || !TryPlace(ref time))
        {
            return false;
        }

        Span<byte> iso = stackalloc byte[IsoTime.MaxLength];
        Span<char> fraction = stackalloc char[MostFraction];
        int digits = 0;
        if (time.FractionDigits > 0)
        {
            time.Fraction.TryFormat(fraction, out digits, $"D{time.FractionDigits}", System.Globalization.CultureInfo.InvariantCulture);
        }

        bool isWritten = Utf8.TryWrite(
            iso,
            $"{time.Year:0000}-{time.Month:00}-{time.Day:00}T{time.Hour:00}:{time.Minute:00}:{time.Second:00}.{fraction[..digits]}",
            out int length);
        isWritten &= time.Zone.TryCopyTo(iso[length..]);
        return isWritten && IsoTime.TryParse(iso[..(length + time.Zone.Length)], unit, out value, out isOutOfRange);
    }

    // Hours of a half day, and the hour 24, which is the next day's first.
    private static bool TryPlace(ref Time time)
    {
        if (time.HalfDay != 0)
        {
            if (time.Hour is < 1 or > 12)
            {
                return false;
            }

            time.Hour = (time.Hour % 12) + (time.HalfDay == 'P' ? 12 : 0);
        }

        if (time.Hour != 24)
        {
            return true;
        }

        if (time.Minute != 0 || time.Second != 0 || time.Fraction != 0 || time.Year is < 1 or > 9998
            || time.Month is < 1 or > 12 || time.Day < 1 || time.Day > DateTime.DaysInMonth(time.Year, time.Month))
        {
            return false;
        }

        DateTime next = new DateTime(time.Year, time.Month, time.Day, 0, 0, 0, DateTimeKind.Utc).AddDays(1);
        (time.Year, time.Month, time.Day, time.Hour) = (next.Year, next.Month, next.Day, 0);
        return true;
    }

    private bool Has(char letter) => _parts.Exists(part => part.Letter == letter);

    private void AddLiteral(string text) => _parts.Add(new Part('\0', 0, Encoding.UTF8.GetBytes(text)));

    private void AddPart(char letter, int run)
    {
        bool isKnown = letter switch
        {
            'y' => run is 2 or 4,
            'M' => run <= 3,
            'd' or 'H' or 'h' or 'm' or 's' => run <= 2,
            'f' or 'F' => run <= MostFraction,
            't' => run is 2,
            'z' => run is 3,
            _ => false,
        };
        bool isOptional = letter == 'F';
        letter = isOptional ? 'f' : letter;
        if (!isKnown || Has(letter))
        {
            throw new FormatException($"'{new string(letter, run)}' has no meaning in it, or is there twice; text stands between single quotes");
        }

        _parts.Add(new Part(letter, isOptional ? -run : run, []));
    }

    private ref struct Time
    {
        public int Year;
        public int Month;
        public int Day;
        public int Hour;
        public int Minute;
        public int Second;
        public long Fraction;
        public int FractionDigits;
        public char HalfDay;
        public ReadOnlySpan<byte> Zone;
    }

    // A letter with its number (negative: at most so many digits), or a text.
    private sealed record Part(char Letter, int Count, byte[] Text)
    {
        private static readonly string[] _months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

        public bool TryTake(ref ReadOnlySpan<byte> rest, ref Time time)
        {
            switch (Letter)
            {
                case '\0':
                    bool isThere = rest.StartsWith(Text);
                    rest = isThere ? rest[Text.Length..] : rest;
                    return isThere;
                case 't':
                    return TryTakeHalfDay(ref rest, ref time);
                case 'z':
                    time.Zone = rest;
                    rest = [];
                    return time.Zone is [(byte)'+' or (byte)'-', ..] || time.Zone.SequenceEqual("Z"u8);
                case 'M' when Count == 3:
                    time.Month = rest.Length < 3 ? 0 : 1 + Array.FindIndex(_months, StartsWith(rest));
                    rest = time.Month > 0 ? rest[3..] : rest;
                    return time.Month > 0;
                default:
                    return TryTakeNumber(ref rest, ref time);
            }
        }

        private static Predicate<string> StartsWith(ReadOnlySpan<byte> rest)
        {
            string text = Encoding.Latin1.GetString(rest[..3]);
            return month => month.Equals(text, StringComparison.OrdinalIgnoreCase);
        }

        private static bool TryTakeHalfDay(ref ReadOnlySpan<byte> rest, ref Time time)
        {
            if (rest.Length < 2 || (rest[1] | 0x20) != 'm' || (rest[0] | 0x20) is not ('a' or 'p'))
            {
                return false;
            }

            time.HalfDay = (rest[0] | 0x20) == 'p' ? 'P' : 'A';
            rest = rest[2..];
            return true;
        }

        private bool TryTakeNumber(ref ReadOnlySpan<byte> rest, ref Time time)
        {
            int most = Letter == 'f' ? Math.Abs(Count) : Letter == 'y' ? Count : 2;
            int least = Letter == 'f' && Count < 0 ? 0 : Letter is 'f' or 'y' ? Count : Math.Min(2, Count);
            int digits = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            digits = Math.Min(digits < 0 ? rest.Length : digits, most);
            if (digits < least)
            {
                return false;
            }

            long number = 0;
            if (digits > 0 && !Utf8Parser.TryParse(rest[..digits], out number, out _))
            {
                return false;
            }

            rest = rest[digits..];
            switch (Letter)
            {
                case 'y':
                    // As POSIX: 69 to 99 are of the last century.
                    time.Year = (int)number + (Count == 4 ? 0 : number < 69 ? 2000 : 1900);
                    break;
                case 'M':
                    time.Month = (int)number;
                    break;
                case 'd':
                    time.Day = (int)number;
                    break;
                case 'H' or 'h':
                    time.Hour = (int)number;
                    break;
                case 'm':
                    time.Minute = (int)number;
                    break;
                case 's':
                    time.Second = (int)number;
                    break;
                default:
                    time.Fraction = number;
                    time.FractionDigits = digits;
                    break;
            }

            return true;
        }
    }
}
