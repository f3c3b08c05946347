namespace SchemaToolkit;

/// <summary>The names and texts of the attributes that say what the times of a column count.</summary>
internal static class Hdf5UnitText
{
    /// <summary>The name of a column's attribute; in a nested record, with the path: <c>start.when.units</c>.</summary>
    public static string AttributeOf(string column) => column + ".units";

    /// <summary>The value of the attribute for a column of this type.</summary>
    public static string Of(FieldType type) => $"{(type.Kind == FieldKind.Datetime64 ? "datetime64" : "timedelta64")}[{type.Unit.Code()}]";
}
