using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

public static partial class RecordText
{
    /// <summary>Reads one row as a record; a record's own <c>Parse</c> calls this.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="row">The row, UTF-8, with or without its line end.</param>
    /// <param name="options">The row's format.</param>
    /// <returns>The record.</returns>
    /// <exception cref="RecordTextException">The text is not one row of this record.</exception>
    /// <exception cref="ArgumentException">The options contradict each other, or map columns by a header.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static T ParseRow<T>(ReadOnlySpan<byte> row, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
    {
        T record = default;
        RowStatus status = Parse(row, options, ref record, out RowFault? fault);
        if (status == RowStatus.Row)
        {
            return record;
        }

        string found = status switch
        {
            RowStatus.Blank => "blank or only a comment",
            RowStatus.Filtered => "left out by TextOptions.RowFilter",
            _ => "more than one line",
        };
        fault ??= new RowFault(
            TextErrorReason.ColumnCount,
            $"the text is not one row of {T.Schema.Name}: it is {found}",
            0,
            TextExcerpt.Of(row));
        throw new RecordTextException(new TextError
        {
            Message = $"Column {Math.Max(0, fault.Column)}: {fault.Words}.",
            Reason = fault.Reason,
            ColumnIndex = fault.Column,
            ColumnName = fault.ColumnName,
            FieldName = fault.Leaf?.Name,
            FieldType = fault.Leaf?.Type,
            ByteOffset = fault.Origin,
            Text = fault.Text,
            LineNumber = 1,
            RowNumber = 0,
        });
    }

    /// <summary>Reads one row as a record, if it is one; a record's own <c>TryParse</c> calls this.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="row">The row, UTF-8, with or without its line end.</param>
    /// <param name="options">The row's format.</param>
    /// <param name="record">The record; its default if the text is not one row.</param>
    /// <returns>Whether the text is one row of this record.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static bool TryParseRow<T>(ReadOnlySpan<byte> row, TextOptions options, out T record)
        where T : unmanaged, ISharedRecord<T>
    {
        record = default;
        if (Parse(row, options, ref record, out _) == RowStatus.Row)
        {
            return true;
        }

        record = default;
        return false;
    }

    private static RowStatus Parse<T>(ReadOnlySpan<byte> row, TextOptions options, ref T record, out RowFault? fault)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Header == HeaderMode.MapByName)
        {
            throw new ArgumentException(
                "One row has no header to map its columns by; use TextOptions.Columns instead of HeaderMode.MapByName.",
                nameof(options));
        }

        RowTools<T> tools = RowTools<T>.Of(options);
        if (tools.TryReadPlain(row, ref record))
        {
            fault = null;
            return RowStatus.Row;
        }

        RowReader reader = tools.TakeReader();
        RowStatus status = reader.Read(row, isLast: true, MemoryMarshal.AsBytes(new Span<T>(ref record)), out int length);
        fault = status == RowStatus.Error ? reader.Faults[0] : null;
        tools.Return(reader);
        return status == RowStatus.Row && length < row.Length ? RowStatus.Incomplete : status;
    }

    /// <summary>Reads and writes single rows. There is one for each options object, so that a row costs no allocation.</summary>
    private sealed class RowTools<T>
        where T : unmanaged, ISharedRecord<T>
    {
        private static readonly ConditionalWeakTable<TextOptions, RowTools<T>> _all = [];

        // Most programs have one options object at a time; some make an equal one for each row.
        private static RowTools<T>? _latest;

        private readonly TextDialect _dialect;
        private readonly ColumnMap _map;
        private readonly SingleRow<T>? _plain;
        private RowReader? _idle;
        private RowFormatter? _formatter;

        private RowTools(TextOptions options)
        {
            _dialect = new TextDialect(options);
            _map = ColumnMap.Of(T.Schema, options);
            _idle = new RowReader(_dialect, _map);
            _plain = SingleRow<T>.For(_dialect, _map);
        }

        public RowFormatter Formatter => _formatter ??= new RowFormatter(T.Schema, PlainRows.Of<T>(), _dialect);

        public static RowTools<T> Of(TextOptions options)
        {
            RowTools<T>? latest = _latest;
            return latest is not null && ReferenceEquals(latest._dialect.Options, options) ? latest : Find(options);
        }

        public bool TryReadPlain(ReadOnlySpan<byte> row, ref T record) => _plain is not null && _plain.TryRead(row, ref record);

        public RowReader TakeReader() => Interlocked.Exchange(ref _idle, null) ?? new RowReader(_dialect, _map);

        public void Return(RowReader reader) => _idle = reader;

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static RowTools<T> Find(TextOptions options)
        {
            RowTools<T>? latest = _latest;
            if (latest is not null && latest._dialect.Options.Equals(options))
            {
                return latest;
            }

            latest = _all.TryGetValue(options, out RowTools<T>? tools) ? tools : _all.GetValue(options, static key => new RowTools<T>(key));
            _latest = latest;
            return latest;
        }
    }
}
