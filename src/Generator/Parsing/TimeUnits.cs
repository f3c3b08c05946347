using System;
using Microsoft.CodeAnalysis;
using SchemaToolkit.Generator.Model;
using SchemaToolkit.Generator.Parsing.Dtypes;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>Times and their units, which belong to the field.</summary>
internal static class TimeUnits
{
    // In the order of the runtime's enum.
    private static readonly string[] _names =
    [
        "Nanoseconds", "Microseconds", "Milliseconds", "Seconds", "Minutes", "Hours", "Days", "Weeks", "Months", "Years",
        "Picoseconds", "Femtoseconds", "Attoseconds",
    ];

    /// <summary>The unit that a field's attribute gives, which may be a number that is none.</summary>
    public static int? Of(IFieldSymbol field)
        => FieldTypes.Attribute(field, KnownNames.TimeUnitAttribute) is { } attribute && FieldTypes.FirstArgument(attribute) is int unit
            ? unit
            : null;

    public static bool IsDefined(int unit) => unit >= 0 && unit < _names.Length;

    public static bool IsTime(ITypeSymbol type, out bool isDelta)
    {
        string name = type.Name is "Timedelta64" or "Datetime64" ? TypeParser.FullName(type) : "";
        isDelta = name == "global::SchemaToolkit.Timedelta64";
        return isDelta || name == "global::SchemaToolkit.Datetime64";
    }

    /// <summary>Whether a dtype counts units of time, in whatever arrangement.</summary>
    public static bool IsTime(FieldTypeModel type) => type.Dtype.EndsWith("]", StringComparison.Ordinal);

    public static FieldTypeModel Dtype(bool isDelta, int unit)
        => new(
            FieldShape.Value,
            8,
            8,
            $"<{(isDelta ? 'm' : 'M')}8[{TimeUnitCodes.Of(unit)}]",
            $"{FieldTypes.FieldType}{(isDelta ? "Timedelta64" : "Datetime64")}(global::SchemaToolkit.TimeUnit.{_names[unit]})");
}
