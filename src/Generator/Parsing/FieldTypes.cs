using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>The table: a field's C# type → its dtype.</summary>
internal static class FieldTypes
{
    private const int MaxTextLength = 65_535;
    private const string FieldType = "global::SchemaToolkit.FieldType.";

    private static readonly Dictionary<SpecialType, FieldTypeModel> _special = new()
    {
        [SpecialType.System_SByte] = Number(1, "|i1", "SByte"),
        [SpecialType.System_Byte] = Number(1, "|u1", "Byte"),
        [SpecialType.System_Int16] = Number(2, "<i2", "Int16"),
        [SpecialType.System_UInt16] = Number(2, "<u2", "UInt16"),
        [SpecialType.System_Int32] = Number(4, "<i4", "Int32"),
        [SpecialType.System_UInt32] = Number(4, "<u4", "UInt32"),
        [SpecialType.System_Int64] = Number(8, "<i8", "Int64"),
        [SpecialType.System_UInt64] = Number(8, "<u8", "UInt64"),
        [SpecialType.System_Single] = Number(4, "<f4", "Single"),
        [SpecialType.System_Double] = Number(8, "<f8", "Double"),
        [SpecialType.System_Boolean] = Number(1, "|b1", "Boolean"),
    };

    /// <summary>The dtype, or why there is none.</summary>
    public static FieldTypeModel? Of(ITypeSymbol type, out string why)
    {
        why = "";
        if (_special.TryGetValue(type.SpecialType, out FieldTypeModel? known))
        {
            return known;
        }

        if (type is { Name: "Half", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
        {
            return Number(2, "<f2", "Half");
        }

        if (Attribute(type, KnownNames.FixedTextAttribute) is { } text)
        {
            int length = TextLength(text, out _);
            return new FieldTypeModel(FieldShape.Text, length, 1, "|S" + length, FieldType + "Text(" + length + ")");
        }

        why = type switch
        {
            { SpecialType: SpecialType.System_String } => "use S1 to S256 or a [FixedText(n)] struct of your own",
            { SpecialType: SpecialType.System_Char } => "use S1 for a byte of text, ushort for its number",
            { SpecialType: SpecialType.System_Decimal } => "use double or a scaled long",
            { IsUnmanagedType: false } => "it is not unmanaged, so it cannot lie in memory that is shared",
            _ => "the integers, Half, float, double, bool and the S types have",
        };
        return null;
    }

    public static AttributeData? Attribute(ISymbol symbol, string name)
        => symbol.GetAttributes().FirstOrDefault(a => a.AttributeClass?.ToDisplayString() == name);

    /// <summary>The value of an attribute's first constructor argument.</summary>
    public static object? FirstArgument(AttributeData attribute)
        => attribute.ConstructorArguments.Length > 0 && attribute.ConstructorArguments[0] is { Kind: not TypedConstantKind.Array } argument ? argument.Value : null;

    /// <summary>The length of a fixed text type: 1 where its declaration is an error, so that what uses it has a size.</summary>
    /// <param name="attribute">Its <c>[FixedText]</c>.</param>
    /// <param name="given">What the attribute says.</param>
    public static int TextLength(AttributeData attribute, out int given)
    {
        given = FirstArgument(attribute) is int length ? length : 0;
        return given is < 1 or > MaxTextLength ? 1 : given;
    }

    private static FieldTypeModel Number(int size, string dtype, string name)
        => new(FieldShape.Value, size, size, dtype, FieldType + name);
}
