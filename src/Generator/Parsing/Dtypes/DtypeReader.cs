using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace SchemaToolkit.Generator.Parsing.Dtypes;

/// <summary>Reads a record's dtype string, in any form: <c>chr S10, pos i4</c>; <c>S10,&lt;i4,f4</c>; the lists and dicts that
/// numpy prints.</summary>
internal sealed class DtypeReader
{
    private readonly string _text;

    private DtypeReader(string text) => _text = text;

    /// <summary>Reads a record.</summary>
    /// <param name="text">The string.</param>
    /// <param name="aligned">Whether it is aligned even when the string does not say so.</param>
    /// <exception cref="DtypeException">The string is not a valid record dtype.</exception>
    public static RecordDtype Read(string text, bool aligned) => new DtypeReader(text).ReadAny(aligned);

    private RecordDtype ReadAny(bool aligned)
    {
        var python = new PythonReader(_text) { ReadsRecordClass = true };
        bool called = python.TryWord("np.dtype(") || python.TryWord("numpy.dtype(") || python.TryWord("dtype(");
        python.SkipBlanks();
        bool isPython = python.Position < _text.Length
            && (_text[python.Position] is '[' or '{' or '\'' or '"' || python.IsAtRecordClass());
        if (!called && !isPython)
        {
            return ReadCommas(0, _text.Length, aligned);
        }

        PythonLiteral literal = python.Read();
        if (called && python.TryTake(','))
        {
            python.SkipBlanks();
            int at = python.Position;
            aligned |= python.TryWord("align") && python.TryTake('=') && python.Read() is PythonBool { Value: var align }
                ? align
                : throw new DtypeException("only align=True can follow the dtype", at);
        }

        if (called)
        {
            python.Take(')');
        }

        python.End();
        return literal is PythonText quoted ? ReadCommas(quoted.Start + 1, quoted.End - 1, aligned) : ReadRecord(literal, aligned);
    }

    private RecordDtype ReadRecord(PythonLiteral literal, bool aligned)
    {
        RecordDtype record = literal switch
        {
            PythonList list => ReadList(list, aligned),
            PythonDict dict => ReadDict(dict, aligned),
            _ => throw new DtypeException("a record must be a list of fields, or a dict of names and formats", literal.Start),
        };
        return record.Fields.Count > 0 ? record : throw new DtypeException("it has no fields", literal.Start);
    }

    // [('chr', 'S10'), ('pos', '<i4', (3,)), ('', '|V2')]
    private RecordDtype ReadList(PythonList list, bool aligned)
    {
        var fields = new List<DtypeField>();
        int? skip = null;
        int count = 0;
        foreach (PythonLiteral item in list.Items)
        {
            if (item is not PythonTuple { Items.Count: 2 or 3 } tuple)
            {
                throw new DtypeException("a field must be a tuple of a name, a type and optionally a shape", item.Start);
            }

            if (tuple.Items[0] is PythonTuple title)
            {
                throw new DtypeException("titles are not supported; write only the name", title.Start);
            }

            if (tuple.Items[0] is not PythonText name)
            {
                throw new DtypeException("a field's name must be a string", tuple.Items[0].Start);
            }

            // Padding, as dtype.descr writes it.
            if (name.Value.Length == 0
                && tuple.Items[1] is PythonText { Value: var code }
                && code.TrimStart('|') is { Length: > 0 } trimmed && trimmed[0] == 'V')
            {
                long sum = (skip ?? 0) + (long)Number(code.TrimStart('|').Substring(1), tuple.Items[1].Start + 1);
                skip = sum <= int.MaxValue ? (int)sum : throw NotANumber(tuple.Items[1].Start);
                continue;
            }

            Dtype type = ReadType(tuple.Items[1], aligned);
            type = tuple.Items.Count == 3 ? Shaped(type, tuple.Items[2]) : type;
            fields.Add(new DtypeField(name.Value.Length == 0 ? $"f{count}" : name.Value, type, null, name.Start + 1) { Skip = skip ?? 0 });
            skip = null;
            count++;
        }

        return new RecordDtype(Slice(list), fields, null, aligned) { SkipAtEnd = skip ?? 0 };
    }

    // {'names': [...], 'formats': [...], 'offsets': [...], 'itemsize': 20, 'aligned': True}
    private RecordDtype ReadDict(PythonDict dict, bool aligned)
    {
        IReadOnlyList<PythonLiteral>? Items(string key) => dict.Items.FirstOrDefault(i => i.Key.Value == key).Value switch
        {
            null => null,
            PythonList list => list.Items,
            PythonTuple tuple => tuple.Items,
            var other => throw new DtypeException($"'{key}' must be a list", other.Start),
        };

        foreach ((PythonText key, PythonLiteral value) in dict.Items)
        {
            if (key.Value == "titles")
            {
                throw new DtypeException("titles are not supported; leave them out", key.Start);
            }

            if (key.Value is not ("names" or "formats" or "offsets" or "itemsize" or "aligned"))
            {
                throw new DtypeException(
                    $"'{key.Value}' is not a key; the keys are names, formats, offsets, itemsize and aligned",
                    key.Start);
            }

            if (key.Value == "aligned")
            {
                aligned |= value is PythonBool { Value: var isAligned }
                    ? isAligned
                    : throw new DtypeException("'aligned' must be True or False", value.Start);
            }
        }

        IReadOnlyList<PythonLiteral> names = Items("names") ?? throw new DtypeException("'names' is missing", dict.Start);
        IReadOnlyList<PythonLiteral> formats = Items("formats") ?? throw new DtypeException("'formats' is missing", dict.Start);
        IReadOnlyList<PythonLiteral>? offsets = Items("offsets");
        if (formats.Count != names.Count || (offsets is not null && offsets.Count != names.Count))
        {
            string counts = $"{names.Count} names, {formats.Count} formats{(offsets is null ? "" : $", {offsets.Count} offsets")}";
            throw new DtypeException($"there must be as many names as formats and offsets; there are {counts}", dict.Start);
        }

        var fields = new List<DtypeField>();
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] is not PythonText name)
            {
                throw new DtypeException("a field's name must be a string", names[i].Start);
            }

            fields.Add(new DtypeField(
                name.Value.Length == 0 ? $"f{i}" : name.Value,
                ReadType(formats[i], aligned),
                offsets is null ? null : Number(offsets[i]),
                name.Start + 1));
        }

        PythonLiteral? size = dict.Items.FirstOrDefault(static i => i.Key.Value == "itemsize").Value;
        return new RecordDtype(Slice(dict), fields, size is null ? null : Number(size), aligned);
    }

    // 'S10,<i4,(2, 3)f4' and 'chr S10, pos i4'
    private RecordDtype ReadCommas(int start, int end, bool aligned)
    {
        var fields = new List<DtypeField>();
        bool? named = null;
        foreach ((int from, int to) in Split(start, end, static c => c == ','))
        {
            int colon = _text.IndexOf(':', from, to - from);
            if (colon >= 0)
            {
                throw new DtypeException("a colon is not used here; write a name, a blank and a type, as in 'pos i4'", colon);
            }

            List<(int From, int To)> words = [.. Split(from, to, char.IsWhiteSpace).Where(static w => w.From < w.To)];
            if (words.Count == 0)
            {
                throw new DtypeException("a field is expected", to);
            }

            if (words.Count > 2)
            {
                throw new DtypeException("',' is expected; a field is a name and a type", words[2].From);
            }

            if ((named ??= words.Count == 2) != (words.Count == 2))
            {
                throw new DtypeException("either all fields have names or none has", words[0].From);
            }

            (int typeFrom, int typeTo) = words[words.Count - 1];
            string name = words.Count == 2 ? _text.Substring(words[0].From, words[0].To - words[0].From) : $"f{fields.Count}";
            fields.Add(new DtypeField(name, ReadShapedCode(typeFrom, typeTo), null, words[0].From));
        }

        return new RecordDtype(_text.Substring(start, end - start), fields, null, aligned);
    }

    private Dtype ReadType(PythonLiteral literal, bool aligned) => literal switch
    {
        // A shape can come before the code, as in the comma form.
        PythonText text => ReadShapedCode(text.Start + 1, text.End - 1),
        PythonTuple { Items.Count: 2 } pair => Shaped(ReadType(pair.Items[0], aligned), pair.Items[1]),
        PythonList or PythonDict => ReadRecord(literal, aligned),
        _ => throw new DtypeException("a type must be a code such as '<i4', a list of fields, or a dict", literal.Start),
    };

    private Dtype ReadShapedCode(int start, int end)
    {
        if (start < end && _text[start] == '(')
        {
            var python = new PythonReader(_text.Substring(0, end)) { Position = start };
            PythonLiteral shape = python.Read();
            return Shaped(ScalarReader.Read(_text.Substring(python.Position, end - python.Position), python.Position), shape);
        }

        int code = start;
        while (code < end && char.IsDigit(_text[code]))
        {
            code++;
        }

        ScalarDtype scalar = ScalarReader.Read(_text.Substring(code, end - code), code);
        return code == start ? scalar
            : Number(_text.Substring(start, code - start), start) is > 1 and var length ? new ArrayDtype(scalar, [length])
            : throw new DtypeException("numpy finds this ambiguous; write (1,) for an array, or nothing", start);
    }

    private static Dtype Shaped(Dtype element, PythonLiteral shape)
    {
        IReadOnlyList<PythonLiteral> items = shape switch
        {
            PythonTuple tuple => tuple.Items,
            PythonNumber => [shape],
            _ => throw new DtypeException("a shape must be a number or a tuple of numbers", shape.Start),
        };
        List<int> dimensions = [.. items.Select(Dimension)];
        return dimensions.Count == 0 ? element : new ArrayDtype(element, dimensions);
    }

    /// <summary>Why a column cannot have a name; <see langword="null"/> if it can.</summary>
    public static string? Fault(string name)
    {
        if (name.Contains('\0'))
        {
            return "a name cannot contain NUL";
        }

        for (int i = 0; i < name.Length; i++)
        {
            bool isPair = i + 1 < name.Length && char.IsSurrogatePair(name[i], name[i + 1]);
            if (char.IsSurrogate(name[i]) && !isPair)
            {
                return "a name cannot contain half of a surrogate pair, which is not a character";
            }

            i += isPair ? 1 : 0;
        }

        return null;
    }

    private static int Dimension(PythonLiteral literal)
        => Number(literal) is > 0 and var length ? length : throw new DtypeException("a dimension must be at least 1", literal.Start);

    private static int Number(PythonLiteral literal)
        => literal is PythonNumber { Value: >= 0 and <= int.MaxValue } number ? (int)number.Value : throw NotANumber(literal.Start);

    private static int Number(string digits, int position)
        => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw NotANumber(position);

    private static DtypeException NotANumber(int position) => new($"a number from 0 to {int.MaxValue} is expected", position);

    private string Slice(PythonLiteral literal) => _text.Substring(literal.Start, literal.End - literal.Start);

    // The pieces between separators. Separators in parentheses do not count.
    private List<(int From, int To)> Split(int start, int end, Func<char, bool> isSeparator)
    {
        var pieces = new List<(int, int)>();
        int depth = 0;
        int from = start;
        for (int i = start; i < end; i++)
        {
            depth += _text[i] switch { '(' or '[' => 1, ')' or ']' => -1, _ => 0 };
            if (depth == 0 && isSeparator(_text[i]))
            {
                pieces.Add((from, i));
                from = i + 1;
            }
        }

        pieces.Add((from, end));
        return pieces;
    }
}
