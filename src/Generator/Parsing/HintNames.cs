using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>The names of generated files. The compiler accepts only some characters in them and ignores case, so two names may
/// still be one to it: <see cref="Unique"/> tells them apart.</summary>
internal static class HintNames
{
    public static string Of(INamedTypeSymbol type)
    {
        string result = Segment(type);
        ISymbol symbol = type.ContainingSymbol;
        while (symbol is INamedTypeSymbol or INamespaceSymbol { IsGlobalNamespace: false })
        {
            result = Segment(symbol) + (symbol is INamedTypeSymbol ? "+" : ".") + result;
            symbol = symbol.ContainingSymbol;
        }

        return result;
    }

    /// <summary>The names that are equal to another when case is ignored, in order. Two files with one name would make the compiler
    /// discard everything that the generator wrote. They are found among the records alone: to look through all types of a namespace
    /// would cost as much as the namespace is large, after every key.</summary>
    public static EquatableArray<string> Twins(IEnumerable<string> names) => new(names
        .GroupBy(static n => n, StringComparer.OrdinalIgnoreCase)
        .Where(static g => g.Skip(1).Any())
        .SelectMany(static g => g)
        .OrderBy(static n => n, StringComparer.Ordinal));

    /// <summary>The name, with a number if another one before it differs from it only in case.</summary>
    public static string Unique(string name, EquatableArray<string> twins)
    {
        int before = 0;
        foreach (string twin in twins)
        {
            if (twin == name)
            {
                break;
            }

            before += string.Equals(twin, name, StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        }

        return before == 0 ? name : $"{name}-{before}";
    }

    private static string Segment(ISymbol symbol)
    {
        var name = new StringBuilder();
        foreach (char c in symbol.Name)
        {
            // An identifier can contain combining marks and the like; a file name here cannot.
            _ = char.IsLetterOrDigit(c) || c == '_' ? name.Append(c) : name.Append('{').Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)).Append('}');
        }

        // While the user types, there may be two types of one name.
        int twin = symbol is INamedTypeSymbol type
            ? ((INamespaceOrTypeSymbol)type.ContainingSymbol).GetTypeMembers(type.Name).IndexOf(type)
            : 0;
        return twin <= 0 ? name.ToString() : $"{name}({twin})";
    }
}
