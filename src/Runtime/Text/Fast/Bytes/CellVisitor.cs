using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>Reads the cells of one plain row into the leaves of one record, a byte at a time; refuses any row it is not sure of.
/// Every loop ends at a line end, so one must follow the start of the row.</summary>
internal unsafe struct CellVisitor<TMode> : IFieldVisitor
    where TMode : struct, ICellMode
{
    private const int MaxIntegerDigits = 18;

    private readonly FastPlan _plan;
    private readonly bool* _endsCell;
    private readonly bool* _beginsNoRow;
    private readonly int* _skips;
    private readonly int _last;
    private readonly byte _delimiter;
    private readonly bool _hasSkips;
    private readonly bool _mayEnd;
    private readonly bool _hasNulls;
    private int _leaf;
    private byte* _p;

    // Inlined, and only static methods are called: a visitor whose address is taken does not stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CellVisitor(FastPlan plan, bool* endsCell, bool* beginsNoRow, int* skips)
    {
        _plan = plan;
        _endsCell = endsCell;
        _beginsNoRow = beginsNoRow;
        _skips = skips;
        _last = plan.Skips.Length - 1;
        _delimiter = plan.Delimiter;
        _hasSkips = plan.HasSkips;
        _hasNulls = plan.Nulls.Length > 0;
        _mayEnd = plan.MinCells <= plan.Columns[^1] + 1;
    }

    /// <summary>After <see cref="End"/>, where the next row begins.</summary>
    public readonly byte* Position => _p;

    /// <summary>Starts a row. False for a blank line and for what may be a comment, which are not rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Begin(byte* row)
    {
        _p = row;
        _leaf = 0;
        if (TMode.IsBlanks)
        {
            _p = SkipBlanks(_p);
        }

        return !_beginsNoRow[*_p];
    }

    /// <summary>Ends a row: takes the columns that no leaf is in, and the line end, which must follow. False if there are too few
    /// cells, or too many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool End()
    {
        byte* p = _p;
        if (*p == '\r')
        {
            p++;
        }

        if (*p == '\n')
        {
            _p = p + 1;
            return _mayEnd;
        }

        return p == _p && (_p = EndWithMore(_plan, _endsCell, _delimiter, p)) is not null;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Value<T>(scoped ref T value)
        where T : unmanaged
    {
        if (_hasSkips && (_p = SkipColumns(_endsCell, _delimiter, _skips[_leaf], _p)) is null)
        {
            return false;
        }

        byte* start = _p;
        int leaf = _leaf;
        bool isRead =
            typeof(T) == typeof(int) ? Signed(int.MinValue, int.MaxValue, ref value)
            : typeof(T) == typeof(float) ? Float(ref value)
            : typeof(T) == typeof(double) ? Float(ref value)
            : typeof(T) == typeof(long) ? Signed(long.MinValue, long.MaxValue, ref value)
            : typeof(T) == typeof(short) ? Signed(short.MinValue, short.MaxValue, ref value)
            : typeof(T) == typeof(sbyte) ? Signed(sbyte.MinValue, sbyte.MaxValue, ref value)
            : typeof(T) == typeof(byte) ? Unsigned(byte.MaxValue, ref value)
            : typeof(T) == typeof(ushort) ? Unsigned(ushort.MaxValue, ref value)
            : typeof(T) == typeof(uint) ? Unsigned(uint.MaxValue, ref value)
            : typeof(T) == typeof(ulong) ? Unsigned(ulong.MaxValue, ref value)
            : typeof(T) == typeof(bool) && Unsigned(1, ref value);
        if (isRead && !(_hasNulls && IsNull(_plan, start, _p)) && EndCell())
        {
            return true;
        }

        _p = SkipCell(_endsCell, start);
        _leaf = leaf;
        return (!TMode.IsBlanks || _p > start)
            && _plan.TryParse(leaf, start, (nint)(_p - start), isQuoted: false, ref Unsafe.As<T, byte>(ref value))
            && EndCell();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Text(scoped Span<byte> bytes)
    {
        if (_hasSkips && (_p = SkipColumns(_endsCell, _delimiter, _skips[_leaf], _p)) is null)
        {
            return false;
        }

        byte* p = _p;
        int length = 0;
        while (!_endsCell[*p])
        {
            if (length == bytes.Length)
            {
                return false;
            }

            bytes[length++] = *p++;
        }

        bytes[length..].Clear();
        byte* start = _p;
        _p = p;
        return (!TMode.IsBlanks || length > 0)
            && !(_plan.IsTrimmed && length > 0 && (TextDialect.IsBlank(*start) || TextDialect.IsBlank(p[-1])))
            && !(_hasNulls && IsNull(_plan, start, _p))
            && EndCell();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Signed<T>(long min, long max, scoped ref T value)
        where T : unmanaged
    {
        bool isNegative = *_p == '-';
        _p += isNegative ? 1 : 0;
        if (!Digits(out ulong magnitude))
        {
            return false;
        }

        long number = isNegative ? -(long)magnitude : (long)magnitude;
        value = Unsafe.As<long, T>(ref number);
        return number >= min && number <= max;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Unsigned<T>(ulong max, scoped ref T value)
        where T : unmanaged
    {
        bool isRead = Digits(out ulong number);
        value = Unsafe.As<ulong, T>(ref number);
        return isRead && number <= max;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Digits(out ulong value)
    {
        byte* start = _p;
        byte* p = start;
        ulong number = 0;
        for (uint digit; (digit = (uint)*p - '0') <= 9; p++)
        {
            number = (number * 10) + digit;
        }

        _p = p;
        value = number;
        return p > start && p - start <= MaxIntegerDigits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Float<T>(scoped ref T value)
        where T : unmanaged
    {
        bool isNegative = *_p == '-';
        byte* start = _p + (isNegative ? 1 : 0);
        byte* p = start;
        ulong mantissa = 0;
        uint digit;
        for (; (digit = (uint)*p - '0') <= 9; p++)
        {
            mantissa = (mantissa * 10) + digit;
        }

        int digits = (int)(p - start);
        int decimals = 0;
        if (*p == '.')
        {
            byte* point = p++;
            for (; (digit = (uint)*p - '0') <= 9; p++)
            {
                mantissa = (mantissa * 10) + digit;
            }

            decimals = (int)(p - point) - 1;
        }

        _p = p;
        digits += decimals;
        if (digits == 0 || digits > MaxIntegerDigits)
        {
            return false;
        }

        var number = new DecimalNumber(isNegative, mantissa, -decimals);
        if (typeof(T) == typeof(float))
        {
            bool isExact = number.TryToSingle(out float single);
            value = Unsafe.As<float, T>(ref single);
            return isExact;
        }

        bool isDoubleExact = number.TryToDouble(out double wide);
        value = Unsafe.As<double, T>(ref wide);
        return isDoubleExact;
    }

    // Checks what follows a cell. Takes the delimiter before the next cell; leaves the line end after the last to End.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool EndCell()
    {
        if (TMode.IsBlanks)
        {
            byte* end = _p;
            _p = SkipBlanks(end);
            return _leaf++ == _last ? _p > end || *_p is (byte)'\n' or (byte)'\r' : _p > end;
        }

        if (_leaf++ == _last)
        {
            return _endsCell[*_p];
        }

        return *_p++ == _delimiter;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsNull(FastPlan plan, byte* start, byte* end)
    {
        var cell = new ReadOnlySpan<byte>(start, (int)(end - start));
        foreach (byte[] text in plan.Nulls)
        {
            if (cell.SequenceEqual(text))
            {
                return true;
            }
        }

        return false;
    }

    // Skips columns; null if one of them is not plain text.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* SkipColumns(bool* endsCell, byte delimiter, int count, byte* p)
    {
        for (; count > 0; count--)
        {
            byte* start = p;
            p = SkipCell(endsCell, start);
            if (!IsSeparator(*p, delimiter) || (TMode.IsBlanks && p == start))
            {
                return null;
            }

            p = TMode.IsBlanks ? SkipBlanks(p) : p + 1;
        }

        return p;
    }

    // Skips the columns behind the last leaf's, and the line end; null if they are not plain text.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* EndWithMore(FastPlan plan, bool* endsCell, byte delimiter, byte* p)
    {
        if (!plan.MayHaveMore || (!TMode.IsBlanks && *p != delimiter))
        {
            return null;
        }

        int cells = plan.Columns[^1] + 1;
        while (*p is not ((byte)'\n' or (byte)'\r'))
        {
            if (IsSeparator(*p, delimiter))
            {
                p++;
                cells += TMode.IsBlanks ? 0 : 1;
            }
            else if (endsCell[*p])
            {
                return null;
            }
            else
            {
                p = SkipCell(endsCell, p);
                cells += TMode.IsBlanks ? 1 : 0;
            }
        }

        p += *p == '\r' ? 1 : 0;
        return *p == '\n' && cells >= plan.MinCells && cells <= plan.MaxCells ? p + 1 : null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSeparator(byte b, byte delimiter) => TMode.IsBlanks ? TextDialect.IsBlank(b) : b == delimiter;

    private static byte* SkipCell(bool* endsCell, byte* p)
    {
        while (!endsCell[*p])
        {
            p++;
        }

        return p;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* SkipBlanks(byte* p)
    {
        while (TextDialect.IsBlank(*p))
        {
            p++;
        }

        return p;
    }
}
