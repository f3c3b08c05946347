using System.Buffers;
using System.ComponentModel;
using System.Text;

namespace SchemaToolkit;

/// <summary>Single cells of a table that something else reads or writes, for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class RecordCells
{
    /// <summary>Bytes of the longest cell that is not text: a complex number of two floats.</summary>
    public const int LongestNumber = 128;

    private const int StackBytes = 512;

    private static readonly TextDialect _dialect = new(TextOptions.Csv);

    // For all threads: with these options cells are not changed before they are parsed.
    private static readonly CellParser _cells = new(_dialect);

    /// <summary>The names of a record's leaves.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <returns>A new array.</returns>
    public static string[] Names<T>()
        where T : unmanaged, ISharedRecord<T>
        => [.. T.Schema.Leaves.Select(static leaf => leaf.Name)];

    /// <summary>Reads a cell of ASCII into a leaf that is text.</summary>
    /// <param name="cell">The cell's text, without quotes.</param>
    /// <param name="value">The leaf's bytes.</param>
    /// <returns>False if it is too long, or holds NUL or other characters: then <see cref="Read"/> decides.</returns>
    public static bool TryReadAscii(ReadOnlySpan<char> cell, Span<byte> value)
    {
        if (cell.Length > value.Length)
        {
            return false;
        }

        // Short for most texts, so not worth a call.
        uint all = 0;
        bool hasZero = false;
        for (int i = 0; i < cell.Length; i++)
        {
            all |= cell[i];
            hasZero |= cell[i] == 0;
            value[i] = (byte)cell[i];
        }

        value[cell.Length..].Clear();
        return all < 0x80 && !hasZero;
    }

    /// <summary>Reads a cell into a leaf of a record.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="leaf">The leaf's number in <see cref="RecordSchema.Leaves"/>.</param>
    /// <param name="cell">The cell's text, without quotes.</param>
    /// <param name="value">The leaf's bytes.</param>
    /// <param name="column">The cell's column.</param>
    /// <param name="line">The number of its line, from 1 on.</param>
    /// <exception cref="RecordTextException">The cell is not a value of the leaf.</exception>
    public static void Read<T>(int leaf, ReadOnlySpan<char> cell, Span<byte> value, int column, long line)
        where T : unmanaged, ISharedRecord<T>
    {
        FieldSchema field = T.Schema.Leaves[leaf];
        byte[]? rented = null;
        Span<byte> bytes = cell.Length <= StackBytes / 3 ? stackalloc byte[StackBytes] : rented = ArrayPool<byte>.Shared.Rent(checked(cell.Length * 3));
        try
        {
            bytes = bytes[..Encoding.UTF8.GetBytes(cell, bytes)];
            CellStatus status = _cells.Parse(bytes, isQuoted: false, field.Type, value);
            if (status != CellStatus.Ok)
            {
                throw Fault(field, bytes, status, column, line);
            }
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>Writes a leaf of a record as a cell, without quotes.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="leaf">The leaf's number in <see cref="RecordSchema.Leaves"/>.</param>
    /// <param name="value">The leaf's bytes.</param>
    /// <param name="room">Room for the text: as many bytes as the leaf has, and at least <see cref="LongestNumber"/>.</param>
    /// <returns>The text, UTF-8, within the room.</returns>
    public static ReadOnlySpan<byte> Write<T>(int leaf, ReadOnlySpan<byte> value, Span<byte> room)
        where T : unmanaged, ISharedRecord<T>
        => CellFormatter.TryFormat(value, T.Schema.Leaves[leaf].Type, (byte)'.', room, out int length)
            ? room[..length]
            : throw new ArgumentException($"The cell needs more room than {room.Length} bytes, or its text is not valid.", nameof(room));

    private static RecordTextException Fault(FieldSchema field, ReadOnlySpan<byte> cell, CellStatus status, int column, long line)
    {
        RowFault fault = RowFault.OfCell(status, cell, default, field, column, names: null, _dialect);
        return new RecordTextException(new TextError
        {
            Message = $"Line {line}, column {column} ('{field.Name}'): {fault.Words}.",
            Reason = fault.Reason,
            LineNumber = line,
            RowNumber = -1,
            ColumnIndex = column,
            ColumnName = field.Name,
            FieldName = field.Name,
            FieldType = field.Type,
            ByteOffset = -1,
            Text = fault.Text,
        });
    }
}
