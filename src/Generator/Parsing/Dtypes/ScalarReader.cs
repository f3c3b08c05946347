using System.Collections.Generic;
using System.Globalization;

namespace SchemaToolkit.Generator.Parsing.Dtypes;

/// <summary>Reads type codes: <c>&lt;i4</c>, <c>S10</c>, <c>M8[ns]</c>, <c>float64</c>.</summary>
internal static class ScalarReader
{
    private const int MaxText = 65_535;

    // numpy's names, and letters without a size, as on 64-bit Linux.
    private static readonly Dictionary<string, string> _aliases = new()
    {
        ["?"] = "b1",
        ["bool"] = "b1",
        ["b"] = "i1",
        ["B"] = "u1",
        ["h"] = "i2",
        ["H"] = "u2",
        ["i"] = "i4",
        ["I"] = "u4",
        ["l"] = "i8",
        ["L"] = "u8",
        ["q"] = "i8",
        ["Q"] = "u8",
        ["e"] = "f2",
        ["f"] = "f4",
        ["d"] = "f8",
        ["F"] = "c8",
        ["D"] = "c16",
        ["int8"] = "i1",
        ["uint8"] = "u1",
        ["int16"] = "i2",
        ["uint16"] = "u2",
        ["int32"] = "i4",
        ["uint32"] = "u4",
        ["int64"] = "i8",
        ["uint64"] = "u8",
        ["float16"] = "f2",
        ["float32"] = "f4",
        ["float64"] = "f8",
        ["complex64"] = "c8",
        ["complex128"] = "c16",
        ["half"] = "f2",
        ["single"] = "f4",
        ["double"] = "f8",
        ["int"] = "i8",
        ["uint"] = "u8",
        ["float"] = "f8",
        ["complex"] = "c16",
    };

    public static ScalarDtype Read(string text, int position)
    {
        bool isBigEndian = text.Length > 0 && text[0] == '>';
        string code = text.Length > 0 && text[0] is '<' or '>' or '|' or '=' ? text.Substring(1) : text;
        int at = position + text.Length - code.Length;
        if (_aliases.TryGetValue(code, out string? alias))
        {
            code = alias;
        }

        code = code.Replace("datetime64", "M8").Replace("timedelta64", "m8");
        if (code.Length == 0)
        {
            throw new DtypeException("a type is expected", position);
        }

        switch (code[0])
        {
            case 'i' or 'u' when code.Substring(1) is "1" or "2" or "4" or "8":
            case 'f' when code.Substring(1) is "2" or "4" or "8":
            case 'c' when code.Substring(1) is "8" or "16":
            case 'b' when code == "b1":
                int size = int.Parse(code.Substring(1), CultureInfo.InvariantCulture);
                return new ScalarDtype(code[0], size, isBigEndian && size > 1, 0);
            case 'S' or 'a' or 'U':
                return Text(code, isBigEndian, at);
            case 'M' or 'm' when code.Length > 1 && code[1] == '8':
                return Time(code, isBigEndian, at);
            case 'O':
                throw new DtypeException("Python objects (O) cannot be in shared memory", at);
            case 'V':
                throw new DtypeException("raw bytes (V) have no C# type; use a sub-array of u1", at);
            case 'g' or 'G':
            case 'f' or 'c':
                throw new DtypeException($".NET has no float of the size of '{code}'; use f2, f4, f8, c8 or c16", at);
            default:
                throw new DtypeException($"'{code}' is not a numpy type that a record can have", at);
        }
    }

    private static ScalarDtype Text(string code, bool isBigEndian, int at)
    {
        char kind = code[0] == 'U' ? 'U' : 'S';
        if (!int.TryParse(code.Substring(1), NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length is < 1 or > MaxText)
        {
            throw new DtypeException($"'{code}' needs a length from 1 to 65,535, as in {kind}10", at);
        }

        return kind == 'U' && isBigEndian
            ? throw new DtypeException("UTF-32 text must be little-endian; let numpy convert it", at - 1)
            : new ScalarDtype(kind, length, false, 0);
    }

    private static ScalarDtype Time(string code, bool isBigEndian, int at)
    {
        string unit = code.Substring(2);
        bool hasBrackets = unit.Length > 2 && unit[0] == '[' && unit[unit.Length - 1] == ']';
        return hasBrackets && TimeUnitCodes.Parse(unit.Substring(1, unit.Length - 2)) is { } known
            ? new ScalarDtype(code[0], 8, isBigEndian, known)
            : throw new DtypeException(
                $"'{code}' needs one unit of Y, M, W, D, h, m, s, ms, us, ns, ps, fs and as; write {code[0]}8[ns], for example",
                at);
    }
}
