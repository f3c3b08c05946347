using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>Which members to emit: what the user has written stays, and what C# cannot have is left out.</summary>
internal static class MemberParser
{
    // C# 14, which brought extension members; the number, as the Roslyn this is built with has no name for it.
    private const LanguageVersion CSharp14 = (LanguageVersion)1400;

    public static RecordParts Parts(INamedTypeSymbol type, TypeModel identity, List<FieldModel> fields, LanguageVersion version, Location location, List<Diagnostic> diagnostics)
    {
        RecordParts parts = RecordParts.All;

        // A record struct's compiler writes these itself and lets nobody else.
        if (type.IsRecord)
        {
            parts &= ~(RecordParts.Operators | RecordParts.EqualsObject);
        }

        foreach ((string name, RecordParts part) in new[] { ("Schema", RecordParts.Schema), ("Parse", RecordParts.Parse), ("TryParse", RecordParts.TryParse), ("TryFormat", RecordParts.TryFormat) })
        {
            ISymbol? own = type.GetMembers(name).FirstOrDefault(m => !m.IsImplicitlyDeclared && (part == RecordParts.Schema || m is not IMethodSymbol || IsTextMethod(m)));
            if (own is not null)
            {
                parts &= ~part;
                diagnostics.Add(Diagnostic.Create(Rules.MemberLeftOut, own.Locations[0], type.Name, name));
            }
        }

        if (Declares(type, ".ctor", fields.Select(static f => f.TypeName)))
        {
            parts &= ~RecordParts.Constructor;
        }

        if (Declares(type, "Equals", [identity.FullName]))
        {
            parts &= ~RecordParts.EqualsSelf;
        }

        if (Declares(type, "Equals", ["object"]) || Declares(type, "Equals", ["object?"]))
        {
            parts &= ~RecordParts.EqualsObject;
        }

        if (Declares(type, "GetHashCode", []))
        {
            parts &= ~RecordParts.HashCode;
        }

        if (Declares(type, "op_Equality", [identity.FullName, identity.FullName]))
        {
            parts &= ~RecordParts.Operators;
        }

        if (Declares(type, "ToString", []) || HasOther(type, "ToString"))
        {
            parts &= ~RecordParts.Text;
        }

        string? noColumns = identity.Accessibility == "private" ? "it is private to its container, and extensions stand outside"
            : version < CSharp14 ? "extension members need C# 14"
            : null;
        if (noColumns is not null)
        {
            parts &= ~(RecordParts.Columns | RecordParts.WriterAdd);
            diagnostics.Add(Diagnostic.Create(Rules.ColumnsLeftOut, location, type.Name, noColumns));
        }

        return parts;
    }

    /// <summary>A name no member of the type has.</summary>
    public static string FreeName(string name, INamedTypeSymbol type)
    {
        while (type.Name == name || type.GetMembers(name).Length > 0)
        {
            name += "_";
        }

        return name;
    }

    private static bool IsTextMethod(ISymbol method)
        => method is IMethodSymbol { Parameters.Length: >= 2 } own && own.Parameters.Any(static p => p.Type.Name == "TextOptions");

    private static bool HasOther(INamedTypeSymbol type, string name)
        => type.GetMembers(name).Any(static m => m is not IMethodSymbol);

    private static bool Declares(INamedTypeSymbol type, string name, IEnumerable<string> parameters)
        => type.GetMembers(name).OfType<IMethodSymbol>()
            .Any(m => !m.IsImplicitlyDeclared && m.Parameters.Select(static p => TypeParser.FullName(p.Type)).SequenceEqual(parameters));
}
