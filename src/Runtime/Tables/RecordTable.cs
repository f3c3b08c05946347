using System.Globalization;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>
/// Records whose dtype is known at run time: rows in memory of this process, in a segment, or in a mapped file. Dispose frees
/// them; do not use spans and columns of a table after that.
/// </summary>
/// <remarks>A table is what a span of a declared record is, with columns by name. Where the record is declared in the program,
/// <see cref="As{T}"/> gives that span, without a copy.</remarks>
public sealed unsafe class RecordTable : IDisposable
{
    private readonly MappedRows _rows;
    private readonly IDisposable _owner;
    private int _isDisposed;

    /// <param name="rows">The rows.</param>
    /// <param name="owner">What is disposed with the table; without, the rows.</param>
    internal RecordTable(MappedRows rows, IDisposable? owner = null)
    {
        _rows = rows;
        _owner = owner ?? rows;
    }

    /// <summary>The number of records.</summary>
    public long Count => _rows.Count;

    /// <summary>The records' fields.</summary>
    public RecordSchema Schema => _rows.Schema;

    /// <summary>The reference by which another process opens the table, if it is a segment:
    /// <c>np.load(reference, mmap_mode='r')</c>, or <see cref="SharedRecords.OpenTable"/>; <see langword="null"/> if it is
    /// not.</summary>
    public string? Reference { get; internal init; }

    /// <summary>One record as text for people: <c>dtype { chr = chr1, pos = 10468 }</c>.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no record of this number.</exception>
    /// <exception cref="ObjectDisposedException">The table was disposed.</exception>
    public string this[long index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)index, (ulong)Count, nameof(index));
            using TableLoan loan = Borrow();
            return RecordPrinter.Print(Schema, new ReadOnlySpan<byte>(loan.First + (index * Schema.Size), Schema.Size));
        }
    }

    /// <summary>The column of a field: <c>a['pos']</c> in numpy. Nothing is copied.</summary>
    /// <typeparam name="T">The field's C# type: <see cref="int"/> for <c>i4</c>, <see cref="Datetime64"/> for <c>M8</c>,
    /// <see cref="BigEndian{T}"/> of them for <c>&gt;i4</c>, an enum for its integer, an S type for text of its size.</typeparam>
    /// <param name="name">The field's name; of a field in a nested record <c>position.x</c>, of an element of a sub-array
    /// <c>values[0]</c>.</param>
    /// <returns>The column, valid until the table is disposed.</returns>
    /// <exception cref="SchemaMismatchException">There is no such field, or it has another type. The message lists what there
    /// is.</exception>
    /// <exception cref="InvalidOperationException">There are more records than a column can have, 2³¹ − 1: see
    /// <see cref="Slice"/>.</exception>
    /// <exception cref="ObjectDisposedException">The table was disposed.</exception>
    public Column<T> Column<T>(string name)
        where T : unmanaged
    {
        FieldSchema field = Field(name);
        if (!ColumnTypes.Fits<T>(field.Type))
        {
            throw new SchemaMismatchException(
                $"Column '{name}' of {_rows.Place} is {field.Type}, which is not a column of {typeof(T).Name}"
                    + $"{ColumnTypes.Hint(field.Type)}. The dtype is {Schema.NumpyDescr}.");
        }

        return SchemaToolkit.Column<T>.Of(ref *First(field), Schema.Size, Length());
    }

    /// <summary>The column of a text field (S or U), as .NET text.</summary>
    /// <param name="name">The field's name, as in <see cref="Column{T}"/>.</param>
    /// <returns>The column, valid until the table is disposed.</returns>
    /// <exception cref="SchemaMismatchException">There is no such field, or it is not text. The message lists what there
    /// is.</exception>
    /// <exception cref="InvalidOperationException">There are more records than a column can have, 2³¹ − 1: see
    /// <see cref="Slice"/>.</exception>
    /// <exception cref="ObjectDisposedException">The table was disposed.</exception>
    public TextColumn Text(string name)
    {
        FieldSchema field = Field(name);
        return field.Type.Kind is FieldKind.Text or FieldKind.Utf32Text
            ? new TextColumn(ref *First(field), Schema.Size, Length(), field.Type)
            : throw new SchemaMismatchException(
                $"Column '{name}' of {_rows.Place} is {field.Type}, not text{ColumnTypes.Hint(field.Type)}. The dtype is {Schema.NumpyDescr}.");
    }

    /// <summary>All records as a declared record, in place.</summary>
    /// <typeparam name="T">The record; its dtype is the table's.</typeparam>
    /// <returns>The records, valid until the table is disposed.</returns>
    /// <exception cref="SchemaMismatchException">The dtype is another. The message names the first field that
    /// differs.</exception>
    /// <exception cref="InvalidOperationException">There are more records than a span can hold, 2³¹ − 1: see
    /// <see cref="Slice"/>.</exception>
    /// <exception cref="ObjectDisposedException">The table was disposed.</exception>
    public ReadOnlySpan<T> As<T>()
        where T : unmanaged, ISharedRecord<T>
    {
        SchemaMismatchException.ThrowIfDifferent(T.Schema, Schema, _rows.Place);
        HandOut();
        return new ReadOnlySpan<T>(_rows.First, Length());
    }

    /// <summary>The bytes of some records, in place.</summary>
    /// <param name="start">The number of the first.</param>
    /// <param name="length">How many.</param>
    /// <returns>Their bytes, <see cref="RecordSchema.Size"/> for each; valid until the table is disposed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range goes beyond the records, or beyond the bytes that a span can
    /// hold.</exception>
    /// <exception cref="ObjectDisposedException">The table was disposed.</exception>
    public ReadOnlySpan<byte> Bytes(long start, int length)
    {
        HandOut();
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)start, (ulong)Count, nameof(start));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)length, (ulong)(Count - start), nameof(length));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)length * Schema.Size, int.MaxValue, nameof(length));
        return new ReadOnlySpan<byte>(_rows.First + (start * Schema.Size), length * Schema.Size);
    }

    /// <summary>Some of the records as a table, in place. It stays valid when this table is disposed.</summary>
    /// <param name="start">The number of the first.</param>
    /// <param name="count">How many.</param>
    /// <returns>The records; the caller disposes them too.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range goes beyond the records.</exception>
    /// <exception cref="ObjectDisposedException">The table was disposed.</exception>
    public RecordTable Slice(long start, long count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)start, (ulong)Count, nameof(start));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)count, (ulong)(Count - start), nameof(count));
        TableLoan loan = Borrow();
        return new RecordTable(_rows.Slice(start, count), loan);
    }

    /// <summary>Frees the records.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _owner.Dispose();
        }
    }

    /// <summary>Dtype and number of records, for people.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{Count} records of {Schema.NumpyDescr}");

    /// <summary>Keeps the records mapped until the loan is disposed, even if the table is disposed in the meantime.</summary>
    internal TableLoan Borrow()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        return new TableLoan(_rows);
    }

    private FieldSchema Field(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Schema.Find(name) ?? throw new SchemaMismatchException($"{_rows.Place} has no column '{name}'. The dtype is {Schema.NumpyDescr}.");
    }

    private byte* First(FieldSchema field)
    {
        HandOut();
        return _rows.First + field.Offset;
    }

    private int Length()
        => Count <= int.MaxValue
            ? (int)Count
            : throw new InvalidOperationException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_rows.Place} has {Count} records, more than a span can hold ({int.MaxValue}): take them in parts with "
                        + $"Slice(start, count)."));

    private void HandOut()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        _rows.Mapping.HandOut();
        GC.KeepAlive(this); // Until then, a finalizer of the owner may free the memory.
    }
}
