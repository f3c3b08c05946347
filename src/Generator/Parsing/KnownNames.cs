namespace SchemaToolkit.Generator.Parsing;

/// <summary>The metadata names of the runtime's attributes.</summary>
internal static class KnownNames
{
    public const string SharedRecordAttribute = "SchemaToolkit.SharedRecordAttribute";
    public const string FixedTextAttribute = "SchemaToolkit.FixedTextAttribute";
    public const string ColumnAttribute = "SchemaToolkit.ColumnAttribute";
    public const string TimeUnitAttribute = "SchemaToolkit.TimeUnitAttribute";
    public const string SepReader = "nietras.SeparatedValues.SepReader";
    public const string InlineArrayAttribute = "System.Runtime.CompilerServices.InlineArrayAttribute";
    public const string StructLayoutAttribute = "System.Runtime.InteropServices.StructLayoutAttribute";
}
