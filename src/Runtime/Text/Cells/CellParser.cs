using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace SchemaToolkit;

/// <summary>Parses one cell of text into the bytes of one leaf, for every kind of field. Faster ways are tested against it.</summary>
internal sealed class CellParser
{
    private readonly TextDialect _dialect;
    private readonly TrimMode _trim;
    private readonly byte[][] _nulls;
    private readonly bool _hasNulls;
    private readonly bool _areBlanksNull;
    private readonly bool _isTextTrimmed;
    private readonly bool _isPlain;
    private byte[] _plain = [];

    public CellParser(TextDialect dialect)
    {
        _dialect = dialect;
        _trim = dialect.Options.Trim;
        _nulls = dialect.Nulls;
        _hasNulls = dialect.AnyNulls.Length > 0;
        _areBlanksNull = dialect.Options.ColumnWidths is not null;
        _isTextTrimmed = _trim == TrimMode.All || (_areBlanksNull && _trim != TrimMode.None);
        _isPlain = dialect.DecimalSeparator == '.' && dialect.Thousands == 0
            && !dialect.Options.FortranExponents && !dialect.Options.UnicodeMinus;
    }

    /// <summary>Whether cells are changed before they are parsed. If not, several threads can use one parser.</summary>
    public static bool HasScratch(TextDialect dialect)
        => dialect.DecimalSeparator != '.' || dialect.Thousands != 0 || dialect.Options.FortranExponents;

    /// <summary>Writes the leaf's bytes.</summary>
    /// <param name="cell">The cell's text, without quotes.</param>
    /// <param name="isQuoted">Whether it was in quotes; a quoted cell is a null only by <see cref="TextOptions.QuotedNulls"/>.</param>
    /// <param name="type">The leaf's dtype.</param>
    /// <param name="destination">The leaf's bytes, which are overwritten.</param>
    /// <param name="rule">The leaf's rule; <see langword="null"/> for none.</param>
    /// <returns>The result of parsing.</returns>
    public CellStatus Parse(ReadOnlySpan<byte> cell, bool isQuoted, FieldType type, Span<byte> destination, FieldRule? rule = null)
    {
        bool isText = type.Kind is FieldKind.Text or FieldKind.Utf32Text;
        if (isText ? _isTextTrimmed && !isQuoted : _trim != TrimMode.None)
        {
            cell = Trim(cell);
        }

        if (_hasNulls && (!isQuoted || _dialect.Options.QuotedNulls) && IsOneOf(rule?.NullWords ?? _nulls, cell))
        {
            return Null(type, destination, rule?.NullValue);
        }

        if (_areBlanksNull && !isQuoted && Trim(cell).IsEmpty)
        {
            return Null(type, destination, rule?.NullValue);
        }

        CellStatus status = type.Kind switch
        {
            FieldKind.Text => Text(cell, destination),
            FieldKind.Utf32Text => Utf32Text(cell, destination),
            FieldKind.Boolean => Boolean(cell, destination),
            FieldKind.Half => Float<Half>(cell, destination),
            FieldKind.Single => Float<float>(cell, destination),
            FieldKind.Double => Float<double>(cell, destination),
            FieldKind.Complex64 => Complex<float>(cell, destination),
            FieldKind.Complex128 => Complex<double>(cell, destination),
            FieldKind.Datetime64 => Datetime(cell, type.Unit, rule?.Format, destination),
            FieldKind.Timedelta64 => Timedelta(cell, destination),
            _ => Integer(cell, type, destination),
        };
        if (type.IsBigEndian)
        {
            FieldBytes.Reverse(type, destination);
        }

        return status;
    }

    /// <summary>Writes a null: the given bytes, else NaN, NaT or empty text.</summary>
    /// <returns><see cref="CellStatus.NoNull"/> if the type has no null, else <see cref="CellStatus.Ok"/>.</returns>
    public static CellStatus Null(FieldType type, Span<byte> destination, byte[]? value = null)
    {
        if (value is not null)
        {
            value.CopyTo(destination);
            return CellStatus.Ok;
        }

        destination.Clear();
        switch (type.Kind)
        {
            case FieldKind.Text or FieldKind.Utf32Text:
                return CellStatus.Ok;
            case FieldKind.Half or FieldKind.Single or FieldKind.Double or FieldKind.Complex64 or FieldKind.Complex128:
                DecimalNumber.Scan("nan"u8, out DecimalNumber nan);
                WriteNaN(nan, type.Kind, destination);
                break;
            case FieldKind.Datetime64 or FieldKind.Timedelta64:
                BinaryPrimitives.WriteInt64LittleEndian(destination, IsoTime.NaT);
                break;
            default:
                return CellStatus.NoNull;
        }

        if (type.IsBigEndian)
        {
            FieldBytes.Reverse(type, destination);
        }

        return CellStatus.Ok;
    }

    private static void WriteNaN(DecimalNumber nan, FieldKind kind, Span<byte> destination)
    {
        switch (kind)
        {
            case FieldKind.Half:
                MemoryMarshal.Write(destination, nan.ToHalf([]));
                break;
            case FieldKind.Single or FieldKind.Complex64:
                MemoryMarshal.Cast<byte, float>(destination).Fill(nan.ToSingle([]));
                break;
            default:
                MemoryMarshal.Cast<byte, double>(destination).Fill(nan.ToDouble([]));
                break;
        }
    }

    // Most cells have no blanks around them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> cell)
        => !cell.IsEmpty && (cell[0] <= ' ' || cell[^1] <= ' ') ? cell.Trim(TextDialect.BlankBytes) : cell;

    private static bool IsOneOf(byte[][] texts, ReadOnlySpan<byte> cell)
    {
        foreach (byte[] text in texts)
        {
            if (cell.SequenceEqual(text))
            {
                return true;
            }
        }

        return false;
    }

    private CellStatus Text(ReadOnlySpan<byte> cell, Span<byte> destination)
    {
        destination.Clear();
        if (!_dialect.Options.AllowNul && cell.Contains((byte)0))
        {
            return CellStatus.Nul;
        }

        if (_dialect.Options.ValidateUtf8 && !_dialect.IsLatin1 && !System.Text.Unicode.Utf8.IsValid(cell))
        {
            return CellStatus.NotUtf8;
        }

        if (cell.TryCopyTo(destination))
        {
            return CellStatus.Ok;
        }

        cell[..destination.Length].CopyTo(destination);
        return TooLong();
    }

    private CellStatus Utf32Text(ReadOnlySpan<byte> cell, Span<byte> destination)
    {
        destination.Clear();
        Span<int> runes = MemoryMarshal.Cast<byte, int>(destination);
        int length = 0;
        if (cell.Length <= runes.Length && Ascii.IsValid(cell) && !cell.Contains((byte)0))
        {
            for (; length < cell.Length; length++)
            {
                runes[length] = cell[length];
            }

            return CellStatus.Ok;
        }

        while (!cell.IsEmpty)
        {
            Rune rune;
            int consumed;
            if (_dialect.IsLatin1)
            {
                (rune, consumed) = (new Rune((uint)cell[0]), 1);
            }
            else if (Rune.DecodeFromUtf8(cell, out rune, out consumed) != System.Buffers.OperationStatus.Done)
            {
                return CellStatus.NotUtf8;
            }

            if (rune.Value == 0 && !_dialect.Options.AllowNul)
            {
                return CellStatus.Nul;
            }

            if (length == runes.Length)
            {
                return TooLong();
            }

            runes[length++] = rune.Value;
            cell = cell[consumed..];
        }

        return CellStatus.Ok;
    }

    private CellStatus TooLong() => _dialect.Options.StringOverflow == StringOverflow.Truncate ? CellStatus.Truncated : CellStatus.TooLong;

    // Words, which numpy rejects, or any integer, as in numpy.
    private CellStatus Boolean(ReadOnlySpan<byte> cell, Span<byte> destination)
    {
        bool isTrue = _dialect.TrueValues.Length == 0 ? Ascii.EqualsIgnoreCase(cell, "true"u8) : IsOneOf(_dialect.TrueValues, cell);
        bool isFalse = _dialect.FalseValues.Length == 0 ? Ascii.EqualsIgnoreCase(cell, "false"u8) : IsOneOf(_dialect.FalseValues, cell);
        long value = isTrue ? 1 : 0;
        CellStatus status = isTrue || isFalse ? CellStatus.Ok : IntegerParser.Parse(Plain(cell), long.MinValue, long.MaxValue, out value);
        destination[0] = value != 0 ? (byte)1 : (byte)0;
        return status;
    }

    private CellStatus Integer(ReadOnlySpan<byte> cell, FieldType type, Span<byte> destination)
    {
        CellStatus status = Integer(Plain(cell), type, out long value);
        if (status == CellStatus.Invalid && TryFindMember(cell, type.EnumMembers, out long named))
        {
            status = CellStatus.Ok;
            value = named;
        }

        Span<byte> little = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(little, value);
        little[..type.Size].CopyTo(destination);
        return status;
    }

    private CellStatus Integer(ReadOnlySpan<byte> text, FieldType type, out long value)
    {
        CellStatus status;
        if (FieldBytes.IsSigned(type.Kind))
        {
            (long min, long max) = FieldBytes.SignedRange(type.Size);
            status = IntegerParser.Parse(text, min, max, out value);
        }
        else
        {
            status = IntegerParser.Parse(text, FieldBytes.UnsignedMax(type.Size), out ulong magnitude);
            value = (long)magnitude;
        }

        if (status == CellStatus.Invalid && _dialect.Options.IntegerParsing == IntegerParsing.AllowIntegralFloat)
        {
            Span<byte> digits = stackalloc byte[IntegralFloat.MaxLength];
            status = IntegralFloat.Digits(text, digits, out int length);
            return status == CellStatus.Ok ? Integer(digits[..length], type, out value) : status;
        }

        return status;
    }

    private static bool TryFindMember(ReadOnlySpan<byte> cell, ImmutableArray<EnumMember> members, out long value)
    {
        foreach (EnumMember member in members)
        {
            if (Ascii.IsValid(cell) ? Ascii.Equals(cell, member.Name) : Encoding.UTF8.GetString(cell) == member.Name)
            {
                value = member.Value;
                return true;
            }
        }

        value = 0;
        return false;
    }

    private static CellStatus Datetime(ReadOnlySpan<byte> cell, TimeUnit unit, TimeFormat? format, Span<byte> destination)
    {
        bool isTime = format is null
            ? IsoTime.TryParse(cell, unit, out long count, out bool isOutOfRange)
            : format.TryParse(cell, unit, out count, out isOutOfRange);
        BinaryPrimitives.WriteInt64LittleEndian(destination, count);
        return isTime ? CellStatus.Ok : isOutOfRange ? CellStatus.OutOfRange : CellStatus.Invalid;
    }

    // An integer, the count of units.
    private CellStatus Timedelta(ReadOnlySpan<byte> cell, Span<byte> destination)
    {
        long count = IsoTime.NaT;
        CellStatus status = IsoTime.IsNaT(cell) ? CellStatus.Ok : IntegerParser.Parse(WithAsciiMinus(cell), long.MinValue, long.MaxValue, out count);
        BinaryPrimitives.WriteInt64LittleEndian(destination, count);
        return status;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    private CellStatus Float<T>(ReadOnlySpan<byte> cell, Span<byte> destination)
        where T : unmanaged, IFloatingPoint<T>
    {
        ReadOnlySpan<byte> text = _isPlain ? cell : Plain(cell);
        int length = DecimalNumber.Scan(text, out DecimalNumber number);
        if (length == 0 || length != text.Length)
        {
            return CellStatus.Invalid;
        }

        T value = Round<T>(number, text);
        MemoryMarshal.Write(destination, value);
        return Fits(value, number);
    }

    // 1+2j, (1+2j), 2j, 1: a real part, an imaginary part, or both, with or without parentheses.
    private CellStatus Complex<T>(ReadOnlySpan<byte> cell, Span<byte> destination)
        where T : unmanaged, IFloatingPoint<T>
    {
        ReadOnlySpan<byte> text = Plain(cell);
        if (text.StartsWith("("u8) && text.EndsWith(")"u8))
        {
            text = text[1..^1].Trim(" \t\v\f"u8);
        }

        Span<T> parts = MemoryMarshal.Cast<byte, T>(destination);
        parts.Clear();
        int length = DecimalNumber.Scan(text, out DecimalNumber number);
        if (length == 0)
        {
            return CellStatus.Invalid;
        }

        T first = Round<T>(number, text[..length]);
        CellStatus status = Fits(first, number);
        text = text[length..];
        if (text.IsEmpty)
        {
            parts[0] = first;
            return status;
        }

        if (text.SequenceEqual("j"u8))
        {
            parts[1] = first;
            return status;
        }

        length = text[0] is (byte)'+' or (byte)'-' ? DecimalNumber.Scan(text, out number) : 0;
        if (length == 0 || !text[length..].SequenceEqual("j"u8))
        {
            return CellStatus.Invalid;
        }

        parts[0] = first;
        parts[1] = Round<T>(number, text[..length]);
        return status == CellStatus.Ok ? Fits(parts[1], number) : status;
    }

    // T is known to the JIT, which removes the casts.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Round<T>(in DecimalNumber number, ReadOnlySpan<byte> text)
        where T : unmanaged, IFloatingPoint<T>
        => typeof(T) == typeof(double) ? (T)(object)number.ToDouble(text)
            : typeof(T) == typeof(float) ? (T)(object)number.ToSingle(text)
            : (T)(object)number.ToHalf(text);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private CellStatus Fits<T>(T value, in DecimalNumber number)
        where T : unmanaged, IFloatingPoint<T>
        => _dialect.Options.FloatOverflow == FloatOverflow.Error && number.IsFinite && T.IsInfinity(value)
            ? CellStatus.OutOfRange
            : CellStatus.Ok;

    // The cell with '-' for each U+2212, if the options allow it.
    private ReadOnlySpan<byte> WithAsciiMinus(ReadOnlySpan<byte> cell)
    {
        if (!_dialect.Options.UnicodeMinus || _dialect.IsLatin1 || cell.IndexOf("−"u8) < 0)
        {
            return cell;
        }

        byte[] plain = new byte[cell.Length];
        int length = 0;
        for (int p = 0; p < cell.Length; length++)
        {
            bool isMinus = cell[p..].StartsWith("−"u8);
            plain[length] = isMinus ? (byte)'-' : cell[p];
            p += isMinus ? "−"u8.Length : 1;
        }

        return plain.AsSpan(0, length);
    }

    // The cell with '.' as the decimal separator, without thousands separators, and with ASCII's minus and E's exponents. If
    // one of them is in the wrong place, the result is not a number.
    private ReadOnlySpan<byte> Plain(ReadOnlySpan<byte> cell)
    {
        byte point = _dialect.DecimalSeparator;
        byte thousands = _dialect.Thousands;
        cell = WithAsciiMinus(cell);
        bool mayBeFortran = _dialect.Options.FortranExponents && cell.ContainsAny((byte)'D', (byte)'d');
        if (point == '.' && !mayBeFortran && (thousands == 0 || !cell.Contains(thousands)))
        {
            return cell;
        }

        if (_plain.Length < cell.Length)
        {
            _plain = new byte[Math.Max(64, cell.Length * 2)];
        }

        int length = cell.Length;
        if (thousands != 0 && cell.Contains(thousands))
        {
            length = GroupedDigits.Join(cell, thousands, _plain);
        }
        else
        {
            cell.CopyTo(_plain);
        }

        Span<byte> plain = _plain.AsSpan(0, length);
        if (point != '.')
        {
            plain.Replace((byte)'.', (byte)'?');
            plain.Replace(point, (byte)'.');
        }

        if (mayBeFortran)
        {
            plain.Replace((byte)'D', (byte)'E');
            plain.Replace((byte)'d', (byte)'e');
        }

        return plain;
    }
}
