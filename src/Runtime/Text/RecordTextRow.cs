using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace SchemaToolkit;

/// <summary>Rows of characters, for the records' own <c>Parse</c> and <c>TryParse</c>, which read bytes.</summary>
public static class RecordTextRow
{
    private const int StackBytes = 512;

    extension<T>(T)
        where T : unmanaged, ISharedRecord<T>
    {
        /// <summary>Reads a record from one row of a text table.</summary>
        /// <param name="row">The row, with or without its line end.</param>
        /// <param name="options">How the table is written.</param>
        /// <returns>The record.</returns>
        /// <exception cref="RecordTextException">The row is not a row of this record, or holds a character that the
        /// <see cref="TextOptions.Encoding"/> lacks.</exception>
        /// <exception cref="ArgumentException">The options contradict each other, or map columns by a header.</exception>
        public static T Parse(ReadOnlySpan<char> row, TextOptions options)
        {
            ArgumentNullException.ThrowIfNull(options);
            byte[]? rented = null;
            Span<byte> room = row.Length <= StackBytes / 3 ? stackalloc byte[StackBytes] : rented = ArrayPool<byte>.Shared.Rent(row.Length * 3);
            try
            {
                return TryEncode(row, options, room, out int length)
                    ? RecordText.ParseRow<T>(room[..length], options)
                    : throw new RecordTextException(new TextError
                    {
                        Message = $"The row holds a character that {options.Encoding.WebName} lacks.",
                        Reason = TextErrorReason.Encoding,
                        LineNumber = 1,
                        RowNumber = 0,
                    });
            }
            finally
            {
                Return(rented);
            }
        }

        /// <summary>Reads a record from one row of a text table, if it is a row of this record.</summary>
        /// <param name="row">The row, with or without its line end.</param>
        /// <param name="options">How the table is written.</param>
        /// <param name="record">The record; its default if the text is not one row.</param>
        /// <returns>Whether the text is one row of this record.</returns>
        /// <exception cref="ArgumentException">The options contradict each other, or map columns by a header.</exception>
        public static bool TryParse(ReadOnlySpan<char> row, TextOptions options, out T record)
        {
            ArgumentNullException.ThrowIfNull(options);
            byte[]? rented = null;
            Span<byte> room = row.Length <= StackBytes / 3 ? stackalloc byte[StackBytes] : rented = ArrayPool<byte>.Shared.Rent(row.Length * 3);
            try
            {
                record = default;
                return TryEncode(row, options, room, out int length) && RecordText.TryParseRow(room[..length], options, out record);
            }
            finally
            {
                Return(rented);
            }
        }
    }

    // Latin-1 and UTF-8 have no more than three bytes for a char.
    private static bool TryEncode(ReadOnlySpan<char> row, TextOptions options, Span<byte> bytes, out int length)
    {
        if (options.Encoding.CodePage == Encoding.Latin1.CodePage)
        {
            length = Encoding.Latin1.GetBytes(row, bytes);
            return !row.ContainsAnyExceptInRange('\0', '\u00FF');
        }

        return Utf8.FromUtf16(row, bytes, out _, out length, replaceInvalidSequences: false) == OperationStatus.Done;
    }

    private static void Return(byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
