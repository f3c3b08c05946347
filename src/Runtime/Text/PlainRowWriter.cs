using System.Globalization;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>Writes the leaves of one record as a plain row: numbers and text that needs no quotes. Refuses any other, which
/// <see cref="RowFormatter{T}"/> then writes. There must be room for <see cref="MaxLength"/> bytes.</summary>
internal ref struct PlainRowWriter : IFieldVisitor
{
    // A number has 32 characters at most.
    private const int MaxNumber = 32;

    private readonly Span<byte> _row;
    private readonly ReadOnlySpan<bool> _endsCell;
    private readonly byte _separator;
    private readonly byte _quote;
    private readonly bool _mayBeEmpty;
    private int _length;

    /// <param name="row">Room for the row.</param>
    /// <param name="dialect">How the table is written.</param>
    /// <param name="separator">What stands between cells.</param>
    /// <param name="mayBeEmpty">Whether a text may be empty without quotes.</param>
    public PlainRowWriter(Span<byte> row, TextDialect dialect, byte separator, bool mayBeEmpty)
    {
        _row = row;
        _endsCell = dialect.EndsCell;
        _separator = separator;
        _quote = dialect.Quote;
        _mayBeEmpty = mayBeEmpty;
    }

    /// <summary>Bytes written, with a separator behind each cell.</summary>
    public readonly int Length => _length;

    /// <summary>The most bytes a row has.</summary>
    public static int MaxLength(RecordSchema schema) => schema.Leaves.Sum(static leaf => 1 + Math.Max(MaxNumber, leaf.Size));

    /// <summary>Whether a table's options and fields are plain ones.</summary>
    public static bool IsFor(RecordSchema schema, TextDialect dialect)
        => dialect.DecimalSeparator == '.' && dialect.Options.Trim != TrimMode.All && !dialect.Options.AllowNul
            && schema.Leaves.All(static leaf => leaf.Type is { IsBigEndian: false, EnumMembers.Length: 0 } && leaf.Type.Kind is <= FieldKind.UInt64 or FieldKind.Single or FieldKind.Double or FieldKind.Boolean or FieldKind.Text);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Value<T>(scoped ref T value)
        where T : unmanaged
    {
        Span<byte> cell = _row[_length..];
        int length;
        bool isWritten =
            typeof(T) == typeof(int) ? Unsafe.As<T, int>(ref value).TryFormat(cell, out length, default, CultureInfo.InvariantCulture)
            : typeof(T) == typeof(float) ? ShortDecimal.TryFormat(Unsafe.As<T, float>(ref value), cell, out length)
            : typeof(T) == typeof(double) ? ShortDecimal.TryFormat(Unsafe.As<T, double>(ref value), cell, out length)
            : typeof(T) == typeof(long) ? Unsafe.As<T, long>(ref value).TryFormat(cell, out length, default, CultureInfo.InvariantCulture)
            : typeof(T) == typeof(short) ? Unsafe.As<T, short>(ref value).TryFormat(cell, out length, default, CultureInfo.InvariantCulture)
            : typeof(T) == typeof(sbyte) ? Unsafe.As<T, sbyte>(ref value).TryFormat(cell, out length, default, CultureInfo.InvariantCulture)
            : typeof(T) == typeof(byte) ? Unsafe.As<T, byte>(ref value).TryFormat(cell, out length, default, CultureInfo.InvariantCulture)
            : typeof(T) == typeof(ushort) ? Unsafe.As<T, ushort>(ref value).TryFormat(cell, out length, default, CultureInfo.InvariantCulture)
            : typeof(T) == typeof(uint) ? Unsafe.As<T, uint>(ref value).TryFormat(cell, out length, default, CultureInfo.InvariantCulture)
            : typeof(T) == typeof(ulong) ? Unsafe.As<T, ulong>(ref value).TryFormat(cell, out length, default, CultureInfo.InvariantCulture)
            : typeof(T) == typeof(bool) ? (Unsafe.As<T, byte>(ref value) != 0 ? 1 : 0).TryFormat(cell, out length, default, CultureInfo.InvariantCulture)
            : Refuse(out length);
        if (!isWritten)
        {
            return false;
        }

        End(length);
        return true;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Text(scoped Span<byte> bytes)
    {
        Span<byte> cell = _row[_length..];
        ReadOnlySpan<bool> endsCell = _endsCell;
        int length = 0;
        for (; length < bytes.Length && bytes[length] != 0; length++)
        {
            byte b = bytes[length];
            if (endsCell[b] || b == _quote)
            {
                return false;
            }

            cell[length] = b;
        }

        if ((length == 0 && !_mayBeEmpty) || bytes[length..].ContainsAnyExcept((byte)0))
        {
            return false;
        }

        End(length);
        return true;
    }

    private static bool Refuse(out int length)
    {
        length = 0;
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void End(int length)
    {
        _row[_length + length] = _separator;
        _length += length + 1;
    }
}
