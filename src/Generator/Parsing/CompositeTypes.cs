using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using SchemaToolkit.Generator.Model;
using SchemaToolkit.Generator.Parsing.Dtypes;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>Dtypes that are made of others: enums, big-endian numbers, sub-arrays, nested records.</summary>
internal static class CompositeTypes
{
    /// <summary>The most bytes that .NET allows for an element of an array.</summary>
    public const int MostInArray = 65_535;

    private const string Itself = "it would lie within itself";
    private const string TooLarge = "it is larger than the 128 MiB that .NET gives a struct";
    private const int MaxDepth = 256;

    // A record's dtype within others, computed once. Without this memory, records that each hold two of the next would take
    // twice as long with each level. The compiler's symbols live as long as their compilation, and so do these entries.
    private static readonly ConditionalWeakTable<ISymbol, Nesting> _nestings = new();

    public static bool Is(INamedTypeSymbol type) => type.TypeKind == TypeKind.Enum || IsBigEndian(type) || IsArray(type) || IsRecord(type);

    public static FieldTypeModel? Of(INamedTypeSymbol type, int? unit, IReadOnlyList<ITypeSymbol> around, out string why)
    {
        if (around.Count > MaxDepth || around.Contains(type, SymbolEqualityComparer.Default))
        {
            why = around.Count > MaxDepth ? $"it is nested more than {MaxDepth} levels deep" : Itself;
            return null;
        }

        return type.TypeKind == TypeKind.Enum ? Enum(type, out why)
            : IsBigEndian(type) ? BigEndian(type.TypeArguments[0], unit, around, out why)
            : IsArray(type) ? Array(type, unit, [.. around, type], out why)
            : Record(type, [.. around, type], out why);
    }

    public static bool IsAligned(AttributeData sharedRecord) => LayoutOf(sharedRecord) == 1;

    /// <summary>The value of an attribute's Layout, if RecordLayout has no such member.</summary>
    public static int? UndefinedLayout(AttributeData sharedRecord)
        => LayoutOf(sharedRecord) is not (0 or 1) and var undefined ? undefined : null;

    /// <summary>Bytes of a record; 0 when its declaration has an error.</summary>
    public static int SizeOf(INamedTypeSymbol record) => Remembered(record, [record]).Type?.Size ?? 0;

    /// <summary>Whether a type is a <c>[SharedRecord]</c>.</summary>
    public static bool IsRecord(INamedTypeSymbol type) => FieldTypes.Attribute(type, KnownNames.SharedRecordAttribute) is not null;

    /// <summary>The dtype of a record within another.</summary>
    public static FieldTypeModel Nested(string name, string fullName, int size, int alignment)
        => new(FieldShape.Record, size, alignment, name, $"{FieldTypes.FieldType}Nested<{fullName}>()");

    /// <summary>The dtype with its most significant byte first.</summary>
    public static FieldTypeModel Swapped(FieldTypeModel number)
        => number with { Dtype = ">" + number.Dtype.Substring(1), Expression = number.Expression + ".AsBigEndian()" };

    /// <summary>The sub-array of a dtype.</summary>
    public static FieldTypeModel ArrayOf(FieldTypeModel element, string elementType, int length) => element with
    {
        Shape = element.Shape switch
        {
            FieldShape.Value => FieldShape.Values,
            FieldShape.Text => FieldShape.Texts,
            FieldShape.Record => FieldShape.Records,
            _ => element.Shape,
        },
        Size = element.Size * length,
        Expression = $"{FieldTypes.FieldType}Array({element.Expression}, {length})",
        Dimensions = element.Dimensions.Length == 0 ? $"{length}" : $"{length}, {element.Dimensions}",
        Element = element.Element.Length == 0 ? elementType : element.Element,
    };

    private static bool IsBigEndian(INamedTypeSymbol type)
        => type is { Name: "BigEndian", TypeArguments.Length: 1 }
            && type.ContainingNamespace is { Name: "SchemaToolkit", ContainingNamespace.IsGlobalNamespace: true };

    private static bool IsArray(INamedTypeSymbol type) => FieldTypes.Attribute(type, KnownNames.InlineArrayAttribute) is not null;

    private static int LayoutOf(AttributeData sharedRecord)
        => sharedRecord.NamedArguments.FirstOrDefault(static a => a.Key == "Layout").Value is { Kind: TypedConstantKind.Enum, Value: int value }
            ? value
            : 0;

    private static FieldTypeModel? Enum(INamedTypeSymbol type, out string why)
    {
        FieldTypeModel? number = type.EnumUnderlyingType is { } underlying ? FieldTypes.Of(underlying, null, [], out why) : null;
        why = "its underlying type is not an integer that numpy has";
        if (number is null)
        {
            return null;
        }

        IEnumerable<string> members = type.GetMembers().OfType<IFieldSymbol>()
            .Where(static f => f.HasConstantValue)
            .Select(static f => $"new({Literals.Of(f.Name)}, {Bits(f.ConstantValue!).ToString(CultureInfo.InvariantCulture)}L)");
        return number with { Expression = $"{FieldTypes.FieldType}Enum({number.Expression}, [{string.Join(", ", members)}])" };
    }

    private static long Bits(object value)
        => value is ulong bits ? unchecked((long)bits) : System.Convert.ToInt64(value, CultureInfo.InvariantCulture);

    private static FieldTypeModel? BigEndian(ITypeSymbol number, int? unit, IReadOnlyList<ITypeSymbol> around, out string why)
    {
        FieldTypeModel? type = FieldTypes.Of(number, unit, around, out why);
        if (type is { Shape: FieldShape.Value, Size: > 1 } && type.Dtype[0] == '<' && type.Dtype[1] != 'U')
        {
            return Swapped(type);
        }

        if (!TimeUnits.IsTime(number, out _))
        {
            why = $"'{number.ToDisplayString()}' has no byte order; use it as it is";
        }

        return null;
    }

    private static FieldTypeModel? Array(INamedTypeSymbol type, int? unit, IReadOnlyList<ITypeSymbol> around, out string why)
    {
        IFieldSymbol? field = type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(static f => !f.IsStatic);
        if (field is null
            || FieldTypes.FirstArgument(FieldTypes.Attribute(type, KnownNames.InlineArrayAttribute)!) is not (int and > 0 and var length))
        {
            why = "it is not a complete inline array";
            return null;
        }

        if (FieldTypes.Of(field.Type, unit ?? TimeUnits.Of(field), around, out why) is not { } element)
        {
            why = $"its elements are '{field.Type.ToDisplayString()}'; {why}";
            return null;
        }

        if ((long)element.Size * length > DtypeLayout.MaxSize)
        {
            why = TooLarge;
            return null;
        }

        return ArrayOf(element, TypeParser.FullName(field.Type), length);
    }

    private static FieldTypeModel? Record(INamedTypeSymbol type, IReadOnlyList<ITypeSymbol> around, out string why)
    {
        Nesting nesting = Remembered(type, around);
        why = nesting.Why;
        return nesting.Type;
    }

    private static Nesting Remembered(INamedTypeSymbol type, IReadOnlyList<ITypeSymbol> around)
    {
        INamedTypeSymbol key = type.OriginalDefinition;
        if (!_nestings.TryGetValue(key, out Nesting? known))
        {
            known = _nestings.GetValue(key, _ => Nest(type, around));
        }

        return known;
    }

    private static Nesting Nest(INamedTypeSymbol type, IReadOnlyList<ITypeSymbol> around)
    {
        // One that gets no code of its own would only bring more errors here; it says itself what is wrong.
        string why = $"the declaration of '{type.Name}' has an error";
        bool isWhole = type.DeclaringSyntaxReferences.Length == 0 || (type.IsUnmanagedType && TypeParser.IsExtensible(type));
        return isWhole && Layout(type, around, ref why) is { Size: > 0 } layout
            ? new Nesting(Nested(type.Name, TypeParser.FullName(type), layout.Size, layout.Alignment), "")
            : new Nesting(null, why);
    }

    // Bytes and alignment of a record, as its own file lays it out.
    private static (int Size, int Alignment)? Layout(INamedTypeSymbol record, IReadOnlyList<ITypeSymbol> around, ref string why)
    {
        AttributeData attribute = FieldTypes.Attribute(record, KnownNames.SharedRecordAttribute)!;
        bool aligned = IsAligned(attribute);
        if (FieldTypes.FirstArgument(attribute) is string text)
        {
            return DtypeLayout.TryOf(text, aligned);
        }

        int end = 0;
        int alignment = 1;
        foreach (IFieldSymbol field in FieldParser.Fields(record))
        {
            if (FieldTypes.Of(field.Type, TimeUnits.Of(field), around, out _) is { } type)
            {
                int own = aligned ? type.Alignment : 1;
                end = FieldParser.RoundUp(end, own) + type.Size;
                alignment = System.Math.Max(alignment, own);
                if (end > DtypeLayout.MaxSize)
                {
                    why = TooLarge;
                    return null;
                }
            }
        }

        return (FieldParser.RoundUp(end, alignment), alignment);
    }

    private sealed record Nesting(FieldTypeModel? Type, string Why);
}
