using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>The table: a field's C# type → its dtype.</summary>
internal static class FieldTypes
{
    /// <summary>The runtime's dtypes.</summary>
    public const string FieldType = "global::SchemaToolkit.FieldType.";

    private const int MaxTextLength = 65_535;

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

    private static readonly Dictionary<SpecialType, string> _keywords = new()
    {
        [SpecialType.System_SByte] = "sbyte",
        [SpecialType.System_Byte] = "byte",
        [SpecialType.System_Int16] = "short",
        [SpecialType.System_UInt16] = "ushort",
        [SpecialType.System_Int32] = "int",
        [SpecialType.System_UInt32] = "uint",
        [SpecialType.System_Int64] = "long",
        [SpecialType.System_UInt64] = "ulong",
        [SpecialType.System_Single] = "float",
        [SpecialType.System_Double] = "double",
        [SpecialType.System_Boolean] = "bool",
    };

    private static readonly Dictionary<string, FieldTypeModel> _named = new()
    {
        ["global::System.Half"] = Number(2, "<f2", "Half"),
        ["global::System.Numerics.Complex"] = Number(16, "<c16", "Complex128") with { Alignment = 8 },
        ["global::SchemaToolkit.Complex64"] = Number(8, "<c8", "Complex64") with { Alignment = 4 },
    };

    /// <summary>The dtype of a field, or why there is none.</summary>
    public static FieldTypeModel? Of(IFieldSymbol field, out string why)
        => Of(field.Type, TimeUnits.Of(field), [field.ContainingType], out why);

    /// <summary>The dtype of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="unit">The unit its field gives to times, if it does.</param>
    /// <param name="around">The records and arrays it lies in, which it cannot be itself.</param>
    /// <param name="why">Why there is none.</param>
    public static FieldTypeModel? Of(ITypeSymbol type, int? unit, IReadOnlyList<ITypeSymbol> around, out string why)
    {
        why = "";
        if (_special.TryGetValue(type.SpecialType, out FieldTypeModel? known)
            || (type.Name is "Half" or "Complex" or "Complex64" && _named.TryGetValue(TypeParser.FullName(type), out known)))
        {
            return known;
        }

        if (TimeUnits.IsTime(type, out bool isDelta))
        {
            if (TimeUnits.IsDefined(unit ?? 0))
            {
                return TimeUnits.Dtype(isDelta, unit ?? 0);
            }

            why = $"TimeUnit has no member with the value {unit}";
            return null;
        }

        if (Attribute(type, KnownNames.FixedTextAttribute) is { } text)
        {
            if (type is INamedTypeSymbol { DeclaringSyntaxReferences.Length: > 0 } declared && !TypeParser.IsExtensible(declared))
            {
                why = $"the declaration of '{type.Name}' has an error";
                return null;
            }

            int length = TextLength(text, out _);
            return Text(length, IsUtf32(text));
        }

        if (type is INamedTypeSymbol named && CompositeTypes.Is(named))
        {
            return CompositeTypes.Of(named, unit, around, out why);
        }

        why = WaysOut.Of(type);
        return null;
    }

    /// <summary>The dtype of fixed text.</summary>
    public static FieldTypeModel Text(int length, bool isUtf32) => isUtf32
        ? new FieldTypeModel(FieldShape.Value, length * 4, 4, "<U" + length, $"{FieldType}Utf32Text({length})")
        : new FieldTypeModel(FieldShape.Text, length, 1, "|S" + length, $"{FieldType}Text({length})");

    /// <summary>The number of a dtype such as <c>i4</c>, with its C# type.</summary>
    public static (FieldTypeModel Type, string CSharp) OfCode(string code)
    {
        foreach (KeyValuePair<SpecialType, FieldTypeModel> known in _special)
        {
            if (known.Value.Dtype.Substring(1) == code)
            {
                return (known.Value, _keywords[known.Key]);
            }
        }

        KeyValuePair<string, FieldTypeModel> named = _named.First(n => n.Value.Dtype.Substring(1) == code);
        return (named.Value, named.Key);
    }

    public static AttributeData? Attribute(ISymbol symbol, string name)
        => symbol.GetAttributes().FirstOrDefault(
            a => a.AttributeClass is { } type && name.EndsWith(type.Name, StringComparison.Ordinal) && type.ToDisplayString() == name);

    /// <summary>The value of an attribute's first constructor argument.</summary>
    public static object? FirstArgument(AttributeData attribute) => Argument(attribute, 0);

    /// <summary>The length of a fixed text type: 1 where its declaration is an error, so that what uses it has a size.</summary>
    /// <param name="attribute">Its <c>[FixedText]</c>.</param>
    /// <param name="given">What the attribute says.</param>
    public static int TextLength(AttributeData attribute, out int given)
    {
        given = FirstArgument(attribute) is int length ? length : 0;
        return given is < 1 or > MaxTextLength ? 1 : given;
    }

    /// <summary>Whether a fixed text type holds code points of four bytes.</summary>
    public static bool IsUtf32(AttributeData attribute) => Argument(attribute, 1) is 1;

    /// <summary>The value of an attribute's encoding, if TextEncoding has no such member.</summary>
    public static int? UndefinedEncoding(AttributeData attribute)
        => Argument(attribute, 1) is int encoding && encoding is not (0 or 1) ? encoding : null;

    private static object? Argument(AttributeData attribute, int index)
        => attribute.ConstructorArguments.Length > index
            && attribute.ConstructorArguments[index] is { Kind: not TypedConstantKind.Array } argument ? argument.Value : null;

    private static FieldTypeModel Number(int size, string dtype, string name)
        => new(FieldShape.Value, size, size, dtype, FieldType + name);
}
