using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>Decides which members of a fixed text type to emit. As for records, a member that the user has written stays.</summary>
internal static class TextMembers
{
    private const string Chars = "global::System.ReadOnlySpan<char>";

    private static readonly string[] _length = ["Length", "get_Length", "set_Length"];
    private static readonly string[] _conversions = ["op_Implicit", "op_Explicit"];

    /// <summary>The members of a type that the user has written nothing in.</summary>
    public static TextParts Default(bool isUtf32) => isUtf32 ? TextParts.All & ~TextParts.Utf8Only : TextParts.All;

    /// <summary>The members of a type that the user has declared.</summary>
    public static TextParts Parts(INamedTypeSymbol type, bool isUtf32)
    {
        string self = TypeParser.FullName(type);
        string units = isUtf32 ? "global::System.ReadOnlySpan<uint>" : "global::System.ReadOnlySpan<byte>";
        TextParts parts = Default(isUtf32);

        (TextParts Part, string Name, string[] Parameters)[] methods =
        [
            (TextParts.TruncateChars, "Truncate", [Chars]),
            (TextParts.TruncateUtf8, "Truncate", [units]),
            (TextParts.TryFromChars, "TryFrom", [Chars, "out " + self]),
            (TextParts.TryFromUtf8, "TryFrom", [units, "out " + self]),
            (TextParts.AsSpan, "AsSpan", []),
            (TextParts.StartsWithChars, "StartsWith", [Chars]),
            (TextParts.StartsWithUtf8, "StartsWith", [units]),
            (TextParts.Text, "ToString", []),
            (TextParts.EqualsSelf, "Equals", [self]),
            (TextParts.EqualsString, "Equals", ["string"]),
            (TextParts.EqualsChars, "Equals", [Chars]),
            (TextParts.EqualsUnits, "Equals", [units]),
            (TextParts.EqualsObject, "Equals", ["object"]),
            (TextParts.HashCode, "GetHashCode", []),
            (TextParts.CompareTo, "CompareTo", [self]),
            (TextParts.SameSelf, "op_Equality", [self, self]),
            (TextParts.SameString, "op_Equality", [self, "string"]),
            (TextParts.SameChars, "op_Equality", [self, Chars]),
            (TextParts.SameUnits, "op_Equality", [self, units]),
            (TextParts.Less, "op_LessThan", [self, self]),
            (TextParts.LessOrSame, "op_LessThanOrEqual", [self, self]),
        ];
        foreach ((TextParts part, string name, string[] parameters) in methods)
        {
            if (IsTaken(type, name) || MemberParser.Find(type, name, parameters) is not null)
            {
                parts &= ~part;
            }
        }

        if (IsTaken(type, "op_Inequality"))
        {
            parts &= ~(TextParts.SameSelf | TextParts.SameString | TextParts.SameChars | TextParts.SameUnits);
        }

        parts &= IsTaken(type, "op_GreaterThan") ? ~TextParts.Less : (TextParts)~0;
        parts &= IsTaken(type, "op_GreaterThanOrEqual") ? ~TextParts.LessOrSame : (TextParts)~0;
        bool isLengthTaken = type.Name == "Length" || _length.Any(n => type.GetMembers(n).Length > 0);
        parts &= isLengthTaken ? ~TextParts.Length : (TextParts)~0;
        parts &= Converts(type, "string", self) ? ~TextParts.FromString : (TextParts)~0;
        parts &= Converts(type, units, self) ? ~TextParts.FromUtf8 : (TextParts)~0;
        parts &= Converts(type, self, units) ? ~TextParts.ToUnits : (TextParts)~0;
        return parts
            | Interface(type, "Equals", SpecialType.System_Boolean, TextParts.EqualsExplicit, TextParts.EqualsByRuntime, TextParts.EqualsMutable)
            | Interface(type, "CompareTo", SpecialType.System_Int32, TextParts.CompareExplicit, TextParts.CompareByRuntime, TextParts.CompareMutable);
    }

    /// <summary>A field of the user's, which fixed text cannot have; <see langword="null"/> if there is none.</summary>
    public static ISymbol? OwnField(INamedTypeSymbol type)
        => type.GetMembers().OfType<IFieldSymbol>().Where(static f => !f.IsStatic)
            .Select(static f => f.AssociatedSymbol ?? f).FirstOrDefault()
            ?? type.GetMembers().OfType<IEventSymbol>().FirstOrDefault(static e => !e.IsStatic
                && e.DeclaringSyntaxReferences.Any(static r => r.GetSyntax() is VariableDeclaratorSyntax));

    // Whether something other than a method has the name, or an operator's method is declared as a plain one.
    private static bool IsTaken(INamedTypeSymbol type, string name)
        => type.Name == name || type.GetMembers(name).Any(static m => m is not IMethodSymbol);

    private static bool Converts(INamedTypeSymbol type, string from, string to)
        => IsTaken(type, "op_Implicit")
            || _conversions.SelectMany(n => type.GetMembers(n)).OfType<IMethodSymbol>().Any(m
                => m.Parameters.Length == 1
                    && TypeParser.FullName(m.Parameters[0].Type) == from
                    && TypeParser.FullName(m.ReturnType) == to);

    // How an interface's method is implemented when the user has one of the same signature.
    private static TextParts Interface(
        INamedTypeSymbol type,
        string name,
        SpecialType returns,
        TextParts isExplicit,
        TextParts byRuntime,
        TextParts isMutable)
    {
        IMethodSymbol? own = MemberParser.Find(type, name, TypeParser.FullName(type));
        bool isTaken = IsTaken(type, name);
        if (own is null && !isTaken)
        {
            return TextParts.None;
        }

        bool isUsable = !isTaken && own is { IsStatic: false } && own.ReturnType.SpecialType == returns;
        return (!isUsable ? byRuntime : own!.IsReadOnly ? TextParts.None : isMutable)
            | (isUsable && own!.DeclaredAccessibility == Accessibility.Public ? TextParts.None : isExplicit);
    }
}
