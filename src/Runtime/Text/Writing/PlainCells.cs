using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace SchemaToolkit;

/// <summary>What <see cref="PlainRowWriter"/> knows of a table: which cells are plain (need no quotes), and how to write
/// them.</summary>
internal sealed class PlainCells
{
    private readonly ImmutableArray<FieldSchema> _leaves;
    private readonly TextDialect _dialect;

    // The room each leaf's cell needs.
    private readonly int[] _maxCells;

    // The bytes that need quotes. A byte's lower four bits are the index, and its upper four bits select the bit.
    private readonly byte[] _special = new byte[Vector128<byte>.Count];

    private PlainCells(RecordSchema schema, TextDialect dialect, byte separator, int[] maxCells, int maxLength)
    {
        _leaves = schema.Leaves;
        _dialect = dialect;
        Separator = separator;
        MayBeEmpty = !dialect.IsBlanks && _leaves.Length > 1 && !Array.Exists(dialect.AnyNulls, static text => text.Length == 0);
        _maxCells = maxCells;
        MaxLength = maxLength;
        HasNulls = dialect.AnyNulls.Length > 0;
        for (int b = 1; b < 128; b++)
        {
            bool isSpecial = dialect.EndsCell[b] || dialect.BeginsComment[b] || b == dialect.Quote;
            _special[b & 15] |= (byte)(isSpecial ? 1 << (b >> 4) : 0);
        }
    }

    /// <summary>The byte between cells.</summary>
    public byte Separator { get; }

    /// <summary>Whether an empty text is plain.</summary>
    public bool MayBeEmpty { get; }

    /// <summary>The room a row needs: the most bytes that may be written to.</summary>
    public int MaxLength { get; }

    /// <summary>The bytes that need quotes: for each value of a byte's lower four bits, one bit for each value of its upper
    /// four bits from 0 to 7.</summary>
    public Vector128<byte> Special => Vector128.Create(_special);

    /// <summary>Whether the options have null texts.</summary>
    public bool HasNulls { get; }

    /// <summary>What to know of a table whose cells may be plain.</summary>
    /// <returns><see langword="null"/> if no cell may be plain.</returns>
    public static PlainCells? Of(RecordSchema schema, TextDialect dialect, byte separator)
    {
        bool mayBePlain = !schema.Leaves.IsEmpty
            && dialect.DecimalSeparator == '.'
            && dialect.Options.Trim != TrimMode.All
            && !dialect.Options.AllowNul
            && (!dialect.Options.ValidateUtf8 || dialect.IsLatin1)
            && !dialect.EndsCell[0]
            && !dialect.BeginsComment[0]
            && !dialect.EndsCell[128..].Contains(true)
            && !dialect.BeginsComment[128..].Contains(true)
            && !IsPunctuationInNumbers(dialect, separator);
        foreach (FieldSchema leaf in schema.Leaves)
        {
            mayBePlain &= leaf.Type.Kind switch
            {
                FieldKind.Boolean => dialect.TrueValues.Length + dialect.FalseValues.Length == 0,
                FieldKind.Utf32Text => false,
                _ => true,
            };
        }

        if (!mayBePlain)
        {
            return null;
        }

        // Counted before anything relies on it: a field may have two gigabytes.
        long[] maxCells = [.. schema.Leaves.Select(static leaf => MaxCell(leaf.Type))];
        long maxLength = maxCells.Length;
        foreach (long length in maxCells)
        {
            maxLength += length;
        }

        return maxLength <= dialect.Options.MaxLineLength
            ? new PlainCells(schema, dialect, separator, Array.ConvertAll(maxCells, static length => (int)length), (int)maxLength)
            : null;
    }

    /// <summary>Whether a cell that is not text may hold the separator, a quote, or the first byte of a comment. (Names of enums
    /// may have any letters.)</summary>
    public static bool IsPunctuationInNumbers(TextDialect dialect, byte separator)
    {
        return IsInNumbers(separator)
            || IsInNumbers(dialect.Quote)
            || Array.Exists(dialect.Comments, comment => IsInNumbers(comment[0]));

        bool IsInNumbers(byte b)
            => char.IsAsciiLetterOrDigit((char)b) || b >= 0x80 || b == dialect.DecimalSeparator || "+-.:,()_"u8.Contains(b);
    }

    /// <summary>Whether a row may hold a cell that would be read as a null.</summary>
    public bool IsNullIn(ReadOnlySpan<byte> row)
    {
        foreach (byte[] text in _dialect.AnyNulls)
        {
            if (text.Length > 0 && row.IndexOf(text) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes a cell of any kind but text.</summary>
    /// <param name="leaf">Which of the record's leaves it is.</param>
    /// <param name="value">The leaf's bytes.</param>
    /// <param name="to">Where the cell goes.</param>
    /// <returns>Its length.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Write(int leaf, ref byte value, ref byte to)
    {
        FieldType type = _leaves[leaf].Type;
        ReadOnlySpan<byte> bytes = MemoryMarshal.CreateReadOnlySpan(ref value, type.Size);
        Span<byte> cell = MemoryMarshal.CreateSpan(ref to, _maxCells[leaf]);
        bool isWritten = CellFormatter.TryFormat(bytes, type, (byte)'.', cell, out int length);
        Debug.Assert(isWritten, "There must be room for the longest cell.");
        return length;
    }

    private static long MaxCell(FieldType type) => type.Kind switch
    {
        FieldKind.Text => (long)type.Size + Vector128<byte>.Count,
        FieldKind.Complex64 or FieldKind.Complex128 => 2 * NumberFormatter.Room,
        FieldKind.Datetime64 => IsoTime.MaxLength,
        _ => type.EnumMembers.Select(static member => Encoding.UTF8.GetMaxByteCount(member.Name.Length)).Append(NumberFormatter.Room).Max(),
    };
}
