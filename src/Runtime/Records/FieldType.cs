using System.Collections.Immutable;
using System.Globalization;

namespace SchemaToolkit;

/// <summary>The dtype of a field: its kind, its size in bytes, and the details of the kind. Immutable; two are equal when
/// they describe the same bytes the same way.</summary>
public sealed class FieldType : IEquatable<FieldType>
{
    private FieldType(FieldKind kind, int size, int alignment)
    {
        Kind = kind;
        Size = size;
        Alignment = alignment;
    }

    /// <summary><c>i1</c>.</summary>
    public static FieldType SByte { get; } = new(FieldKind.SByte, 1, 1);

    /// <summary><c>u1</c>.</summary>
    public static FieldType Byte { get; } = new(FieldKind.Byte, 1, 1);

    /// <summary><c>i2</c>.</summary>
    public static FieldType Int16 { get; } = new(FieldKind.Int16, 2, 2);

    /// <summary><c>u2</c>.</summary>
    public static FieldType UInt16 { get; } = new(FieldKind.UInt16, 2, 2);

    /// <summary><c>i4</c>.</summary>
    public static FieldType Int32 { get; } = new(FieldKind.Int32, 4, 4);

    /// <summary><c>u4</c>.</summary>
    public static FieldType UInt32 { get; } = new(FieldKind.UInt32, 4, 4);

    /// <summary><c>i8</c>.</summary>
    public static FieldType Int64 { get; } = new(FieldKind.Int64, 8, 8);

    /// <summary><c>u8</c>.</summary>
    public static FieldType UInt64 { get; } = new(FieldKind.UInt64, 8, 8);

    /// <summary><c>f2</c>.</summary>
    public static FieldType Half { get; } = new(FieldKind.Half, 2, 2);

    /// <summary><c>f4</c>.</summary>
    public static FieldType Single { get; } = new(FieldKind.Single, 4, 4);

    /// <summary><c>f8</c>.</summary>
    public static FieldType Double { get; } = new(FieldKind.Double, 8, 8);

    /// <summary><c>?</c>.</summary>
    public static FieldType Boolean { get; } = new(FieldKind.Boolean, 1, 1);

    /// <summary><c>c8</c>.</summary>
    public static FieldType Complex64 { get; } = new(FieldKind.Complex64, 8, 4);

    /// <summary><c>c16</c>.</summary>
    public static FieldType Complex128 { get; } = new(FieldKind.Complex128, 16, 8);

    /// <summary>The kind of dtype. An enum has the kind of its underlying integer.</summary>
    public FieldKind Kind { get; }

    /// <summary>Bytes of one value, all elements of a sub-array together.</summary>
    public int Size { get; }

    /// <summary>In an aligned layout, the offset is a multiple of this: numpy's <c>dtype.alignment</c>.</summary>
    public int Alignment { get; }

    /// <summary>Whether the most significant byte comes first (<c>&gt;i4</c>).</summary>
    public bool IsBigEndian { get; private init; }

    /// <summary>The number of elements of a sub-array; 0 for every other kind.</summary>
    public int Length { get; private init; }

    /// <summary>The dtype of a sub-array's elements; <see langword="null"/> for every other kind.</summary>
    public FieldType? Element { get; private init; }

    /// <summary>The schema of a nested record; <see langword="null"/> for every other kind.</summary>
    public RecordSchema? Record { get; private init; }

    /// <summary>The unit of a time; <see cref="TimeUnit.Nanoseconds"/> for every other kind.</summary>
    public TimeUnit Unit { get; private init; }

    /// <summary>The named values of an enum; empty for every other dtype. Equality ignores them: numpy, segments and
    /// <c>.npy</c> files know only the integer.</summary>
    public ImmutableArray<EnumMember> EnumMembers { get; private init; } = [];

    /// <summary><c>S{n}</c>: text of at most <paramref name="length"/> bytes.</summary>
    /// <param name="length">Bytes, at least 1.</param>
    /// <returns>The dtype.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is not positive.</exception>
    public static FieldType Text(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        return new FieldType(FieldKind.Text, length, 1);
    }

    /// <summary><c>U{n}</c>: text of at most <paramref name="length"/> UTF-32 code points.</summary>
    /// <param name="length">Code points, at least 1; each has four bytes.</param>
    /// <returns>The dtype.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is not positive.</exception>
    public static FieldType Utf32Text(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        return new FieldType(FieldKind.Utf32Text, checked(length * 4), 4);
    }

    /// <summary><c>M8[unit]</c>.</summary>
    /// <param name="unit">The unit.</param>
    /// <returns>The dtype.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
    public static FieldType Datetime64(TimeUnit unit) => Time(FieldKind.Datetime64, unit);

    /// <summary><c>m8[unit]</c>.</summary>
    /// <param name="unit">The unit.</param>
    /// <returns>The dtype.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
    public static FieldType Timedelta64(TimeUnit unit) => Time(FieldKind.Timedelta64, unit);

    /// <summary>An enum: an integer whose values have names.</summary>
    /// <param name="underlying">The integer.</param>
    /// <param name="members">The named values, in order of declaration.</param>
    /// <returns>The dtype.</returns>
    /// <exception cref="ArgumentException"><paramref name="underlying"/> is not an integer.</exception>
    public static FieldType Enum(FieldType underlying, ImmutableArray<EnumMember> members)
    {
        ArgumentNullException.ThrowIfNull(underlying);
        return underlying.Kind <= FieldKind.UInt64
            ? new FieldType(
                underlying.Kind,
                underlying.Size,
                underlying.Alignment)
            { IsBigEndian = underlying.IsBigEndian, EnumMembers = members }
            : throw new ArgumentException($"An enum's values are integers, not {underlying}.", nameof(underlying));
    }

    /// <summary>A sub-array: <paramref name="length"/> elements of <paramref name="element"/>.</summary>
    /// <param name="element">The dtype of one element.</param>
    /// <param name="length">The number of elements, at least 1.</param>
    /// <returns>The dtype.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is not positive.</exception>
    /// <exception cref="OverflowException">The size does not fit an <see cref="int"/>.</exception>
    public static FieldType Array(FieldType element, int length)
    {
        ArgumentNullException.ThrowIfNull(element);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        return new FieldType(FieldKind.Array, checked(element.Size * length), element.Alignment) { Element = element, Length = length };
    }

    /// <summary>A nested record.</summary>
    /// <param name="record">Its schema.</param>
    /// <returns>The dtype.</returns>
    public static FieldType Nested(RecordSchema record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new FieldType(FieldKind.Record, record.Size, record.Alignment) { Record = record };
    }

    /// <summary>A nested record.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <returns>The dtype.</returns>
    public static FieldType Nested<T>()
        where T : unmanaged, ISharedRecord<T>
        => Nested(T.Schema);

    /// <summary>The same dtype with the most significant byte first.</summary>
    /// <returns>The dtype.</returns>
    /// <exception cref="InvalidOperationException">The kind has no byte order.</exception>
    public FieldType AsBigEndian()
        => Kind is (>= FieldKind.Int16 and <= FieldKind.Double) or (>= FieldKind.Utf32Text and <= FieldKind.Timedelta64)
            ? new FieldType(Kind, Size, Alignment) { IsBigEndian = true, Unit = Unit, EnumMembers = EnumMembers }
            : throw new InvalidOperationException($"{NumpyType} has no byte order.");

    /// <summary>The dtype as numpy prints it in <c>dtype.descr</c>, such as <c>&lt;i4</c> or <c>|S10</c>. For a
    /// sub-array it is the dtype of its elements, for a nested record the whole list of its fields.</summary>
    public string NumpyType => Kind switch
    {
        FieldKind.Text => string.Create(CultureInfo.InvariantCulture, $"|S{Size}"),
        FieldKind.Boolean => "|b1",
        FieldKind.Utf32Text => string.Create(CultureInfo.InvariantCulture, $"{Order}U{Size / 4}"),
        FieldKind.Datetime64 => $"{Order}M8[{Unit.Code()}]",
        FieldKind.Timedelta64 => $"{Order}m8[{Unit.Code()}]",
        FieldKind.Record => Record!.NumpyDescr,
        FieldKind.Array => Element!.NumpyType,
        _ => string.Create(CultureInfo.InvariantCulture, $"{Order}{TypeCode}{Size}"),
    };

    /// <summary>The shape of a sub-array, outermost dimension first; empty for every other kind.</summary>
    public ImmutableArray<int> Shape
        => Kind == FieldKind.Array ? [Length, .. Element!.Shape] : [];

    private static FieldType Time(FieldKind kind, TimeUnit unit)
    {
        TimeUnits.ThrowIfUndefined(unit);
        return new FieldType(kind, 8, 8) { Unit = unit };
    }

    private char Order => Size == 1 ? '|' : IsBigEndian ? '>' : '<';

    private char TypeCode => Kind switch
    {
        FieldKind.SByte or FieldKind.Int16 or FieldKind.Int32 or FieldKind.Int64 => 'i',
        FieldKind.Byte or FieldKind.UInt16 or FieldKind.UInt32 or FieldKind.UInt64 => 'u',
        FieldKind.Complex64 or FieldKind.Complex128 => 'c',
        _ => 'f',
    };

    /// <inheritdoc/>
    public bool Equals(FieldType? other)
        => other is not null && Kind == other.Kind && Size == other.Size && IsBigEndian == other.IsBigEndian
            && Length == other.Length && Unit == other.Unit && Equals(Element, other.Element) && Equals(Record, other.Record);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FieldType);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Size, IsBigEndian, Length);

    /// <summary>The dtype as numpy prints it, with the shape of a sub-array: <c>('&lt;f4', (3,))</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        string type = Kind == FieldKind.Record || (Kind == FieldKind.Array && Element!.Kind == FieldKind.Record)
            ? NumpyType
            : $"'{NumpyType}'";
        return Kind == FieldKind.Array ? $"({type}, {NumpyDescr.Shape(Shape)})" : type;
    }
}
