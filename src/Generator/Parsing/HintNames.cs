using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>The names of generated files. The compiler ignores case in them and accepts only some characters. Two files
/// with the same name would make it discard everything that the generator wrote.</summary>
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

    private static string Segment(ISymbol symbol)
    {
        var name = new StringBuilder();
        foreach (char c in symbol.Name)
        {
            // An identifier can contain combining marks and the like; a file name here cannot.
            _ = char.IsLetterOrDigit(c) || c == '_' ? name.Append(c) : name.Append('{').Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)).Append('}');
        }

        int twin = Twins(symbol).FindIndex(t => SymbolEqualityComparer.Default.Equals(t, symbol));
        return twin <= 0 ? name.ToString() : name.Append('-').Append(twin).ToString();
    }

    // All siblings whose names differ only in case.
    private static List<ISymbol> Twins(ISymbol symbol)
    {
        IEnumerable<ISymbol> siblings = symbol switch
        {
            { ContainingType: { } container } => container.GetTypeMembers(),
            INamespaceSymbol => symbol.ContainingNamespace.GetNamespaceMembers(),
            _ => symbol.ContainingNamespace.GetTypeMembers(),
        };
        return [.. siblings
            .Where(s => string.Equals(s.Name, symbol.Name, StringComparison.OrdinalIgnoreCase))
            .OrderBy(static s => s.Name, StringComparer.Ordinal)];
    }
}
