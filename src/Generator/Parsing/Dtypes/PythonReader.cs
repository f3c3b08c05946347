using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace SchemaToolkit.Generator.Parsing.Dtypes;

/// <summary>Reads Python literals, one after the other. The text is not trusted, so the depth is limited.</summary>
/// <param name="text">The text.</param>
/// <param name="maxDepth">The levels that may be nested; a level of nested records is two, a list and a tuple.</param>
internal sealed class PythonReader(string text, int maxDepth = 64)
{
    private int _depth;

    /// <summary>The place of the next character to read.</summary>
    public int Position { get; set; }

    /// <summary>Whether <c>(numpy.record, x)</c>, which numpy prints for the dtype of a recarray, is read as x.</summary>
    public bool ReadsRecordClass { get; set; }

    public PythonLiteral Read()
    {
        SkipBlanks();
        int start = Position;
        if (++_depth > maxDepth)
        {
            throw new DtypeException("it is nested too deeply", start);
        }

        PythonLiteral result = Peek() switch
        {
            '[' => new PythonList(ReadItems(']').Items, start, Position),
            '(' when ReadsRecordClass && IsAtRecordClass() => ReadRecordClass(),
            '(' => ReadTuple(),
            '{' => ReadDict(),
            '\'' or '"' => ReadTexts(),
            'u' when IsQuote(Position + 1) => ReadTexts(),
            >= '0' and <= '9' or '-' => ReadNumber(),
            _ when TryWord("True") => new PythonBool(true, start, Position),
            _ when TryWord("False") => new PythonBool(false, start, Position),
            _ when TryWord("None") => new PythonNone(start, Position),
            '\0' => throw new DtypeException("it ends too early", start),
            var c => throw new DtypeException($"'{c}' does not start a string, number, list, tuple or dict", start),
        };
        _depth--;
        return result;
    }

    /// <summary>Skips blanks and takes a character, which must come next.</summary>
    public void Take(char c)
    {
        if (!TryTake(c))
        {
            throw new DtypeException(Peek() == '\0' ? $"it ends where '{c}' is expected" : $"'{c}' is expected", Position);
        }
    }

    public bool TryTake(char c)
    {
        SkipBlanks();
        if (Peek() != c)
        {
            return false;
        }

        Position++;
        return true;
    }

    public bool TryWord(string word)
    {
        SkipBlanks();
        if (string.CompareOrdinal(text, Position, word, 0, word.Length) != 0)
        {
            return false;
        }

        Position += word.Length;
        return true;
    }

    /// <summary>Whether <c>(numpy.record,</c> comes next.</summary>
    public bool IsAtRecordClass()
    {
        int start = Position;
        bool found = TryTakeRecordClass();
        Position = start;
        return found;
    }

    public void End()
    {
        SkipBlanks();
        if (Position < text.Length)
        {
            throw new DtypeException("nothing can follow the dtype", Position);
        }
    }

    public void SkipBlanks()
    {
        while (Position < text.Length && (char.IsWhiteSpace(text[Position]) || text[Position] == '#'))
        {
            // A comment goes to the end of its line.
            int end = text[Position] == '#' ? text.IndexOf('\n', Position) : Position;
            Position = end < 0 ? text.Length : end + 1;
        }
    }

    private char Peek() => Position < text.Length ? text[Position] : '\0';

    private (List<PythonLiteral> Items, bool HasComma) ReadItems(char close)
    {
        Position++;
        var items = new List<PythonLiteral>();
        bool hasComma = false;
        while (!TryTake(close))
        {
            if (items.Count > 0 && !hasComma)
            {
                throw new DtypeException(
                    Position < text.Length ? $"',' or '{close}' is expected" : $"it ends where '{close}' is expected",
                    Position);
            }

            items.Add(Read());
            hasComma = TryTake(',');
        }

        return (items, hasComma);
    }

    private bool TryTakeRecordClass()
        => TryTake('(') && (TryWord("numpy.record") || TryWord("np.record") || TryWord("numpy.rec.record")) && TryTake(',');

    private PythonLiteral ReadRecordClass()
    {
        TryTakeRecordClass();
        PythonLiteral result = Read();
        TryTake(',');
        Take(')');
        return result;
    }

    // One item in parentheses is a tuple only with a comma.
    private PythonLiteral ReadTuple()
    {
        int start = Position;
        (List<PythonLiteral> items, bool hasComma) = ReadItems(')');
        return items.Count == 1 && !hasComma ? items[0] : new PythonTuple(items, start, Position);
    }

    private PythonDict ReadDict()
    {
        int start = Position++;
        var items = new List<(PythonText, PythonLiteral)>();
        while (!TryTake('}'))
        {
            if (items.Count > 0)
            {
                Take(',');
                if (TryTake('}'))
                {
                    break;
                }
            }

            int at = Position;
            if (Read() is not PythonText key)
            {
                throw new DtypeException("a key must be a string", at);
            }

            Take(':');
            items.Add((key, Read()));
        }

        return new PythonDict(items, start, Position);
    }

    private PythonNumber ReadNumber()
    {
        int start = Position;
        Position += Peek() == '-' ? 1 : 0;
        while (char.IsDigit(Peek()))
        {
            Position++;
        }

        string digits = text.Substring(start, Position - start);
        if (!long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
        {
            throw new DtypeException("this is not a 64-bit integer", start);
        }

        // Python 2 wrote large numbers as 5L.
        Position += Peek() == 'L' ? 1 : 0;
        return new PythonNumber(value, start, Position);
    }

    private bool IsQuote(int position) => position < text.Length && text[position] is '\'' or '"';

    // Texts one after the other are one, and Python 2 wrote u'text'.
    private PythonText ReadTexts()
    {
        PythonText read = ReadText();
        while (true)
        {
            int end = Position;
            SkipBlanks();
            if (!IsQuote(Position) && !(Peek() == 'u' && IsQuote(Position + 1)))
            {
                Position = end;
                return read;
            }

            PythonText next = ReadText();
            read = new PythonText(read.Value + next.Value, read.Start, next.End);
        }
    }

    private PythonText ReadText()
    {
        Position += Peek() == 'u' ? 1 : 0;
        int start = Position;
        char quote = text[Position++];
        var value = new StringBuilder();
        while (Peek() != quote)
        {
            if (Position >= text.Length)
            {
                throw new DtypeException("the string has no end", start);
            }

            value.Append(Peek() == '\\' ? ReadEscape() : text[Position++].ToString());
        }

        Position++;
        return new PythonText(value.ToString(), start, Position);
    }

    private string ReadEscape()
    {
        int start = Position++;
        char c = Peek();
        Position++;
        int digits = c switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            int code = -1;
            bool ok = Position + digits <= text.Length
                && int.TryParse(text.Substring(Position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out code)
                && code is >= 0 and <= 0x10ffff and not (>= 0xd800 and <= 0xdfff);
            Position += digits;
            return ok ? char.ConvertFromUtf32(code) : throw new DtypeException("the escape is not a character", start);
        }

        return c switch
        {
            'n' => "\n",
            'r' => "\r",
            't' => "\t",
            '\\' or '\'' or '"' => c.ToString(),
            _ => throw new DtypeException("this is not an escape that numpy prints", start),
        };
    }
}
