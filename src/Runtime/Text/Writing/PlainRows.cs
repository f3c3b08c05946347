using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>Writes plain rows fast. The other place where code for the caller's struct enters.</summary>
internal abstract class PlainRows
{
    /// <summary>What writes a declared record.</summary>
    public static PlainRows Of<T>()
        where T : unmanaged, ISharedRecord<T>
        => Typed<T>.Rows;

    /// <summary>What writes a record that is known by its schema.</summary>
    public static PlainRows Of(RecordSchema schema) => new PlainRows<SchemaRow>(schema);

    /// <summary>Writes rows. Stops before a row that is not plain, or that may not fit.</summary>
    /// <param name="cells">What to know of the table.</param>
    /// <param name="records">The bytes of the records.</param>
    /// <param name="text">Room for the text.</param>
    /// <param name="length">Bytes written.</param>
    /// <returns>The rows written.</returns>
    public abstract int Format(PlainCells cells, ReadOnlySpan<byte> records, Span<byte> text, out int length);

    private static class Typed<T>
        where T : unmanaged, ISharedRecord<T>
    {
        public static readonly PlainRows Rows = new PlainRows<TypedRow<T>>(T.Schema);
    }
}

/// <inheritdoc/>
/// <typeparam name="TRow">How the leaves of a row are found.</typeparam>
internal sealed class PlainRows<TRow>(RecordSchema schema) : PlainRows
    where TRow : struct, IRow
{
    private readonly RowLeaves _leaves = new(schema);

    public override unsafe int Format(PlainCells cells, ReadOnlySpan<byte> records, Span<byte> text, out int length)
    {
        ref byte start = ref MemoryMarshal.GetReference(text);
        var writer = new PlainRowWriter(ref start, cells);
        RowLeaves leaves = _leaves;
        length = 0;
        int row = 0;
        fixed (byte* first = records)
        {
            byte* record = first;
            byte* last = first + records.Length - leaves.Size;
            for (; record <= last && text.Length - length >= cells.MaxLength; row++)
            {
                // The writer does not change the record.
                if (!TRow.Visit(ref writer, record, leaves))
                {
                    break;
                }

                int end = writer.EndRow(ref start);
                Debug.Assert(end - length <= cells.MaxLength, "A row must fit the room that it was given.");
                if (cells.HasNulls && cells.IsNullIn(text[length..end]))
                {
                    break;
                }

                length = end;
                record = TRow.Next(record, leaves);
            }
        }

        return row;
    }
}
