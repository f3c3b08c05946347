using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>What to write in place of a type that has no dtype.</summary>
internal static class WaysOut
{
    private static readonly Dictionary<string, string> _named = new()
    {
        ["System.DateTime"] = "use Datetime64, which converts from and to DateTime",
        ["System.DateTimeOffset"] = "use Datetime64 for the instant in UTC, and a short for the offset's minutes if you need it",
        ["System.DateOnly"] = "use Datetime64 with [TimeUnit(TimeUnit.Days)]",
        ["System.TimeSpan"] = "use Timedelta64, which converts from and to TimeSpan",
        ["System.TimeOnly"] = "use Timedelta64 since midnight",
        ["System.Guid"] = "use S36 for its text, or an [InlineArray(16)] struct of byte for its bytes",
        ["System.Int128"] = "use long, or an [InlineArray(2)] struct of ulong",
        ["System.UInt128"] = "use ulong, or an [InlineArray(2)] struct of ulong",
        ["System.Text.Rune"] = "use uint for its number",
        ["System.Numerics.BigInteger"] = "use long, or an S type for its digits",
        ["System.Index"] = "use int",
    };

    /// <summary>The end of the sentence "it has no numpy dtype; …".</summary>
    public static string Of(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_String } => "use S1 to S256 or a [FixedText(n)] struct of your own",
        { SpecialType: SpecialType.System_Char } => "use S1 for a byte of text, ushort for its number",
        { SpecialType: SpecialType.System_Decimal } => "use double or a scaled long",
        { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr }
            => "its size differs from machine to machine; use long or ulong",
        { SpecialType: SpecialType.System_Object } or { TypeKind: TypeKind.Dynamic }
            => "it is not unmanaged, so it cannot lie in memory that is shared",
        IArrayTypeSymbol array => Several(array.ElementType),
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: var inner } => Nullable(inner[0]),
        INamedTypeSymbol { IsTupleType: true }
            => "declare a [SharedRecord] struct with these fields; numbers, enums, times and the S types have dtypes",
        INamedTypeSymbol named when _named.TryGetValue(named.ToDisplayString(), out string? known) => known,
        INamedTypeSymbol named when ElementOf(named) is { } element => Several(element),
        INamedTypeSymbol { TypeKind: TypeKind.Struct, TypeParameters.Length: 0, IsUnmanagedType: true } plain
            when plain.DeclaringSyntaxReferences.Length > 0
            => $"make '{plain.Name}' a [SharedRecord] partial struct, and it is a nested record",
        { IsUnmanagedType: false } => "it is not unmanaged, so it cannot lie in memory that is shared",
        _ => "numbers, enums, times, the S types, [SharedRecord] structs and [InlineArray] structs of them have",
    };

    private static string Several(ITypeSymbol element)
    {
        string name = element.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
        return element.SpecialType == SpecialType.System_String
            ? "use a field of an inline array's type: [InlineArray(3)] struct Names { private S10 _first; }"
            : "a record holds a fixed number of values: declare "
                + $"[InlineArray(3)] struct Values {{ private {name} _first; }} and use Values";
    }

    private static string Nullable(ITypeSymbol inner)
    {
        string name = inner.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
        return inner switch
        {
            { SpecialType: SpecialType.System_Double or SpecialType.System_Single } or { Name: "Half" }
                => $"use {name}: NaN is its null, and TextOptions.NullValues names the texts that become NaN",
            { Name: "DateTime" or "DateTimeOffset" or "DateOnly" or "Datetime64" } => "use Datetime64: NaT is its null",
            { Name: "TimeSpan" or "TimeOnly" or "Timedelta64" } => "use Timedelta64: NaT is its null",
            { SpecialType: SpecialType.System_Boolean } or { TypeKind: TypeKind.Enum }
                => "a dtype has no null; use an enum with a member for it",
            _ => $"a dtype has no null; use {name} with a value that cannot occur, or double, where NaN is null. "
                + "Numbers, enums, times and the S types have dtypes",
        };
    }

    // List<T>, IEnumerable<T>, Memory<T> and their like.
    private static ITypeSymbol? ElementOf(INamedTypeSymbol type)
        => type.TypeArguments.Length != 1 ? null
            : type.Name is "Memory" or "ReadOnlyMemory" or "ArraySegment" or "ImmutableArray" ? type.TypeArguments[0]
            : type.AllInterfaces.Append(type)
                .Any(static i => i.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)
            ? type.TypeArguments[0]
            : null;
}
