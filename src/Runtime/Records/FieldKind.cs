namespace SchemaToolkit;

/// <summary>The kind of a field's dtype.</summary>
public enum FieldKind
{
    /// <summary><c>i1</c>, <see cref="sbyte"/>.</summary>
    SByte,

    /// <summary><c>u1</c>, <see cref="byte"/>.</summary>
    Byte,

    /// <summary><c>i2</c>, <see cref="short"/>.</summary>
    Int16,

    /// <summary><c>u2</c>, <see cref="ushort"/>.</summary>
    UInt16,

    /// <summary><c>i4</c>, <see cref="int"/>.</summary>
    Int32,

    /// <summary><c>u4</c>, <see cref="uint"/>.</summary>
    UInt32,

    /// <summary><c>i8</c>, <see cref="long"/>.</summary>
    Int64,

    /// <summary><c>u8</c>, <see cref="ulong"/>.</summary>
    UInt64,

    /// <summary><c>f2</c>, <see cref="System.Half"/>.</summary>
    Half,

    /// <summary><c>f4</c>, <see cref="float"/>.</summary>
    Single,

    /// <summary><c>f8</c>, <see cref="double"/>.</summary>
    Double,

    /// <summary><c>?</c>, <see cref="bool"/>: one byte, 0 or 1.</summary>
    Boolean,

    /// <summary><c>S{n}</c>: n bytes of text, padded with NUL.</summary>
    Text,

    /// <summary><c>U{n}</c>: n UTF-32 code points of text, padded with NUL.</summary>
    Utf32Text,

    /// <summary><c>c8</c>: a complex number of two <see cref="float"/>.</summary>
    Complex64,

    /// <summary><c>c16</c>: a complex number of two <see cref="double"/>.</summary>
    Complex128,

    /// <summary><c>M8[unit]</c>: a point in time as a count of units since 1970-01-01, UTC; NaT is <see cref="long.MinValue"/>.</summary>
    Datetime64,

    /// <summary><c>m8[unit]</c>: a span of time as a count of units; NaT is <see cref="long.MinValue"/>.</summary>
    Timedelta64,

    /// <summary>A nested record.</summary>
    Record,

    /// <summary>A sub-array: a fixed number of elements of one dtype.</summary>
    Array,
}
