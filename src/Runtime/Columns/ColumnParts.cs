using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>Columns of the fields of nested records, for generated code: <c>lines.Columns.From.X</c>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ColumnParts
{
    /// <summary>The column of a field of the records that are a column themselves.</summary>
    /// <typeparam name="TRecord">The nested record.</typeparam>
    /// <typeparam name="TField">The field's type.</typeparam>
    /// <param name="records">The column of the nested record.</param>
    /// <param name="offset">The field's offset in it, in bytes.</param>
    /// <returns>The column.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The field is not within the record.</exception>
    public static Column<TField> Of<TRecord, TField>(Column<TRecord> records, int offset)
        where TRecord : unmanaged, ISharedRecord<TRecord>
        where TField : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Unsafe.SizeOf<TRecord>() - Unsafe.SizeOf<TField>());
        int[]? booleans = typeof(TField) == typeof(bool) || !RecordBytes.HasBooleans<TRecord>()
            ? null
            : RecordBytes.BooleansWithin<TRecord>(offset, Unsafe.SizeOf<TField>());
        return records.Part<TField>(offset, booleans);
    }
}
