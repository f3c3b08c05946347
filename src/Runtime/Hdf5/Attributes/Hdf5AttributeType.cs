using System.Collections.Immutable;

namespace SchemaToolkit;

/// <summary>The dtype of a C# type as an attribute.</summary>
internal static class Hdf5AttributeType
{
    /// <summary>The dtype of a number, bool, enum, complex number or time.</summary>
    /// <exception cref="NotSupportedException">It is of no such type.</exception>
    public static FieldType Of<T>()
        where T : unmanaged
    {
        if (typeof(T).IsEnum)
        {
            // Nothing is generated for an enum that no record has. Its names are in the program, also when that is compiled natively.
            Array values = Enum.GetValuesAsUnderlyingType(typeof(T));
            ImmutableArray<EnumMember> members =
            [
                .. Enum.GetNames(typeof(T)).Select((name, i) => new EnumMember(
                    name,
                    values.GetValue(i) is ulong large ? unchecked((long)large) : Convert.ToInt64(values.GetValue(i), null))),
            ];
            return FieldType.Enum(Hdf5ColumnType.Of<T>()!, members);
        }

        return Hdf5ColumnType.Of<T>() is { } type ? type
            : typeof(T) == typeof(Complex64) ? FieldType.Complex64
            : typeof(T) == typeof(Datetime64) ? FieldType.Datetime64(TimeUnit.Nanoseconds)
            : typeof(T) == typeof(Timedelta64) ? FieldType.Timedelta64(TimeUnit.Nanoseconds)
            : throw new NotSupportedException(
                $"There are no attributes of {typeof(T).Name}: they are text, numbers, bools, enums, complex numbers, Datetime64 and "
                    + $"Timedelta64. Write a dataset instead.");
    }
}
