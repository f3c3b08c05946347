using System.Globalization;
using System.Text;

namespace SchemaToolkit;

/// <summary>
/// Reads the Python literals of a <c>.npy</c> header: text, whole numbers, True, False, None, tuples, lists and
/// dictionaries whose keys are text. The input is not trusted, so the depth is limited and every error is a
/// <see cref="RecordFormatException"/>.
/// </summary>
/// <remarks>The values are <see cref="string"/>, <see cref="long"/>, <see cref="bool"/>, <see langword="null"/>,
/// <see cref="Tuple"/>, <see cref="List{T}"/> and <see cref="Dictionary{TKey, TValue}"/>.</remarks>
internal ref struct PythonLiteral
{
    /// <summary>A level of nested records is two levels here, a list and a tuple.</summary>
    private const int MaxDepth = 128;

    private readonly ReadOnlySpan<char> _text;
    private readonly string _place;
    private int _at;

    private PythonLiteral(ReadOnlySpan<char> text, string place)
    {
        _text = text;
        _place = place;
    }

    /// <summary>Reads one literal, which only blanks may follow.</summary>
    public static object? Parse(ReadOnlySpan<char> text, string place)
    {
        var reader = new PythonLiteral(text, place);
        object? value = reader.Value(0);
        reader.SkipBlanks();
        return reader._at == text.Length ? value : throw reader.Bad("something follows the literal");
    }

    private object? Value(int depth)
    {
        if (depth > MaxDepth)
        {
            throw Bad($"more than {MaxDepth} levels are nested");
        }

        SkipBlanks();
        switch (Peek())
        {
            case '\'' or '"':
                return Text();
            case '[':
                return Items(']', depth, out _);
            case '(':
                List<object?> items = Items(')', depth, out bool comma);
                return items.Count == 1 && !comma ? items[0] : new Tuple(items);
            case '{':
                return Dictionary(depth);
            case (>= '0' and <= '9') or '-':
                return Number();
            default:
                return Word();
        }
    }

    private List<object?> Items(char close, int depth, out bool comma)
    {
        var items = new List<object?>();
        comma = false;
        _at++;
        while (!Take(close))
        {
            if (items.Count > 0 && !comma)
            {
                throw Bad($"',' or '{close}' is missing");
            }

            items.Add(Value(depth + 1));
            comma = Take(',');
        }

        return items;
    }

    private Dictionary<string, object?> Dictionary(int depth)
    {
        var entries = new Dictionary<string, object?>(StringComparer.Ordinal);
        bool comma = true;
        _at++;
        while (!Take('}'))
        {
            if (!comma || Value(depth + 1) is not string key || !Take(':') || !entries.TryAdd(key, Value(depth + 1)))
            {
                throw Bad("an entry of a dictionary is missing or given twice");
            }

            comma = Take(',');
        }

        return entries;
    }

    private long Number()
    {
        int start = _at++;
        while (char.IsAsciiDigit(Peek()))
        {
            _at++;
        }

        if (!long.TryParse(_text[start.._at], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
        {
            throw Bad("a number is not valid or does not fit 64 bits");
        }

        // Python 2 wrote large numbers as 5L.
        if (Peek() == 'L')
        {
            _at++;
        }

        return number;
    }

    private object? Word()
    {
        int start = _at;
        while (char.IsAsciiLetter(Peek()))
        {
            _at++;
        }

        return _text[start.._at] switch
        {
            "True" => true,
            "False" => false,
            "None" => null,
            _ => throw Bad("a value is missing"),
        };
    }

    private string Text()
    {
        char quote = _text[_at++];
        var text = new StringBuilder();
        while (_at < _text.Length)
        {
            char c = _text[_at++];
            if (c == quote)
            {
                return text.ToString();
            }

            if (c != '\\')
            {
                text.Append(c);
                continue;
            }

            char escape = Peek();
            _at++;
            _ = escape switch
            {
                '\\' or '\'' or '"' => text.Append(escape),
                'n' => text.Append('\n'),
                'r' => text.Append('\r'),
                't' => text.Append('\t'),
                'x' => text.Append(Hex(2)),
                'u' => text.Append(Hex(4)),
                'U' => text.Append(Hex(8)),
                _ => throw Bad("an escape in a text is unknown"),
            };
        }

        throw Bad("a text does not end");
    }

    private string Hex(int digits)
    {
        if (_at + digits > _text.Length
            || !uint.TryParse(_text.Slice(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint code)
            || code > 0x10ffff)
        {
            throw Bad("an escape in a text is not a character");
        }

        _at += digits;
        return code < 0x10000 ? ((char)code).ToString() : char.ConvertFromUtf32((int)code);
    }

    /// <summary>The next character; at the end NUL, which no literal contains.</summary>
    private readonly char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private bool Take(char c)
    {
        SkipBlanks();
        if (Peek() != c)
        {
            return _at == _text.Length ? throw Bad("it ends too early") : false;
        }

        _at++;
        return true;
    }

    private void SkipBlanks()
    {
        while (Peek() is ' ' or '\n' or '\r' or '\t')
        {
            _at++;
        }
    }

    private readonly RecordFormatException Bad(string what)
        => new($"{_place} is not a .npy file: at character {_at} of the header's dictionary, {what}.");

    /// <summary>A Python tuple.</summary>
    public sealed record Tuple(List<object?> Items);
}
