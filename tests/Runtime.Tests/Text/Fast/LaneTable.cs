using System.Globalization;
using System.Text;

namespace SchemaToolkit.Tests.Text;

/// <summary>A made table: options, and text that goes with them, of plain rows and, as its seed has it, odd ones.</summary>
internal sealed class LaneTable
{
    private readonly int _seed;
    private readonly Random _random;
    private readonly string _delimiter;
    private readonly string _lineEnd;
    private readonly double _oddRows;
    private readonly double _oddCells;
    private readonly double _wrongCells;
    private readonly bool _isSelective;

    // Which cells are in quotes, if there are quotes: those of these types, and so many of the others.
    private readonly string _quotedTypes;
    private readonly double _quotedCells;

    public LaneTable(int seed)
    {
        _seed = seed;
        _random = new Random(seed);
        _delimiter = Pick("\t", "\t", ",", " ", "");
        _lineEnd = Pick("\n", "\n", "\r\n");
        _oddRows = Pick(0.0, 0.01, 0.2);
        _oddCells = Pick(0.0, 0.01, 0.2);
        _wrongCells = Pick(0.0, 0.0, 0.001);
        _isSelective = _random.Next(3) == 0;
        Options = new TextOptions
        {
            Delimiter = _delimiter.Length > 0 ? _delimiter[0] : null,
            CommentPrefixes = Pick<string[]>(["#"], ["//", "/*"], [], ["#", "%"]),
            Quote = Pick<char?>(null, null, '"'),
            Trim = Pick(TrimMode.Numbers, TrimMode.Numbers, TrimMode.All, TrimMode.None),
            NullValues = Pick<string[]>([], [], ["NA", "-9999.9", ""], ["a null of more than 16 bytes", "7"], ["0.892857142857143"]),
            ExtraColumns = Pick(ExtraColumns.Error, ExtraColumns.Error, ExtraColumns.Ignore),
            SkipLines = Pick(0, 0, 3),
            QuotedNulls = Pick(false, true),
            DecimalSeparator = _delimiter != "," ? Pick('.', '.', ',') : '.',
            IntegerParsing = Pick(IntegerParsing.Digits, IntegerParsing.Digits, IntegerParsing.AllowIntegralFloat),
            ValidateUtf8 = Pick(false, false, true),
            TrueValues = Pick<string[]>([], [], ["T", "1"]),
            ErrorPolicy = Pick(ErrorPolicy.Throw, ErrorPolicy.Skip, ErrorPolicy.Skip),
        };
        _quotedTypes = Pick("", "tT", "tTifdbUBS");
        _quotedCells = Pick(0.0, 0.0, 0.02, 0.5);
    }

    public enum Kinds
    {
        Cpg,
        Text,
        Float,
        All,
        Scattered,
        Wide,
    }

    public TextOptions Options { get; private set; }

    public byte[] Write(Kinds kinds)
    {
        string types = kinds switch { Kinds.Cpg => "tifii", Kinds.Text => "t", Kinds.Float => "f", Kinds.All => "tifdTibUUBSf", Kinds.Wide => "tiTt", _ => "bffTifiifffTbfbffffUBiffit" };
        int columns = types.Length + (_isSelective ? 2 : 0);
        if (_isSelective)
        {
            int[] places = [.. Enumerable.Range(0, columns).OrderBy(_ => _random.Next())];
            Options = Options with { Columns = [.. places.Take(types.Length).Select(place => _random.Next(3) == 0 && Options.ExtraColumns == ExtraColumns.Error ? place - columns : place)] };
            char[] placed = [.. Enumerable.Repeat('t', columns)];
            for (int i = 0; i < types.Length; i++)
            {
                placed[places[i]] = types[i];
            }

            types = new string(placed);
        }

        var text = new StringBuilder();
        for (int i = 0; i < Options.SkipLines; i++)
        {
            text.Append("skipped").Append(_lineEnd);
        }

        int rows = _random.Next(20, 300);
        for (int row = 0; row < rows; row++)
        {
            if (Happens(_oddRows))
            {
                text.Append(Pick("", " ", " \t ", "# comment", "// comment", "\f", "#")).Append(Pick(_lineEnd, _lineEnd, "\r", "\n"));
                continue;
            }

            string between = _delimiter.Length > 0 ? _delimiter : Pick(" ", " ", "  ", "\t", " \t ");
            text.Append(_delimiter.Length == 0 && Happens(_oddCells) ? "  " : "");
            text.AppendJoin(between, types.Select(Cell));
            text.Append(Happens(_oddRows * 0.3) ? Pick(" # comment", "//", _delimiter.Length == 0 ? "  " : "") : "");
            text.Append(Happens(_wrongCells) ? between + "1" : "");
            text.Append(Happens(_oddRows * 0.1) ? Pick("\r", "\n", "\r\n") : row == rows - 1 ? Pick("", _lineEnd) : _lineEnd);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public override string ToString() => $"table {_seed}";

    private string Cell(char type)
    {
        if (Happens(_wrongCells))
        {
            return Pick("x", "-", ".", "-.", "--1", "------------", "1-------------", "1.2.3.4", "1-", "1..2", "99999999999999999999", "-1", "300", "\0", "1.5", "\"", "toolongforanyofthefields", "+", "e5", "1e", ":", "/");
        }

        bool isOdd = Happens(_oddCells);
        string cell = type switch
        {
            't' => isOdd ? Pick("abc", "", "é", "a b", "NA") : Pick("a", "chr", "x1"),
            'T' => isOdd ? Pick("exactly20bytes_of_it", "", "NA", "gi|215104|gb|") : Pick("seventeen_bytes_x", "short"),
            'i' => isOdd ? Pick("-5", "+5", "007", "-0", "2147483647", "-2147483648", " 7", "5.0", "-3.00", "1.5", ".0", "5.", "-.0", "1e3", "2147483648.0", "123456789012345.000", "0.0000000000000", "70.0000000001") : Number(_random.Next(8)),
            'b' => isOdd ? Pick("-128", "127", "-1") : Number(_random.Next(3)),
            'U' => isOdd ? Pick("65535", "0", "+1") : Number(_random.Next(5)),
            'B' => isOdd ? Pick("2", "true", "01", "FALSE", "T", "1.0") : Pick("0", "1"),
            'S' => isOdd ? Pick("2", "1") : Pick("Forward", "Reverse"),
            _ => isOdd ? Pick("-.5", "5.", ".5", "1e5", "1E-05", "nan", "-inf", "+2.5", "0.892857142857143", "-0.892857142857143", "-9999.9", "NA", "16777217", "-0.0", "1.17549435e-39", "9007199254740993", "123456789.123456789", " 3.5 ") : Decimal(),
        };
        cell = type is 'f' or 'i' or 'd' ? cell.Replace('.', Options.DecimalSeparator) : cell;
        bool isBlank = cell.Length == 0 || cell.Contains(' ');
        if (isBlank && _delimiter is "" or " ")
        {
            return "1";
        }

        if (Options.Quote is null || !(isOdd && Happens(0.3)) && !_quotedTypes.Contains(type) && !Happens(_quotedCells))
        {
            return cell;
        }

        return !Happens(_oddCells) ? $"\"{cell}\"" : type is 't' or 'T'
            ? Pick("\"a\"\"\"", "\"\"\"\"", "\"\"", $"\"{(_delimiter.Length > 0 ? _delimiter : " ")}\"", "\"#\"", "\"//\"", $"\"a{_lineEnd}\"", "\"a\"b", "a\"", "\"\"a", "\"\r\"", "\"\n\"", "\"a\" ", " \"a\"", "\"é\"")
            : Pick($"\"{cell}\"\"\"", "\"\"", $"\" {cell}\"", $"\"{cell} \"", $"\"{cell}", $"{cell}\"", $"\"{cell}\"0", "\"NA\"", "\"-9999.9\"", "\"7\"", "\"0.892857142857143\"", "\"a null of more than 16 bytes\"");
    }

    private string Number(int digits)
    {
        int below = (int)Math.Pow(10, digits);
        return _random.Next(below).ToString(CultureInfo.InvariantCulture);
    }

    private string Decimal() => (_random.Next(100_000) / Math.Pow(10, _random.Next(5))).ToString(CultureInfo.InvariantCulture);

    private bool Happens(double probability) => _random.NextDouble() < probability;

    private T Pick<T>(params T[] values) => values[_random.Next(values.Length)];
}
