using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>What the compiler says wherever a symbol is named: that it is obsolete or experimental. The user is told at their own
/// declaration; generated code must name the same symbols and stay silent.</summary>
internal static class Notices
{
    private const string Obsolete = "System.ObsoleteAttribute";
    private const string Experimental = "System.Diagnostics.CodeAnalysis.ExperimentalAttribute";
    private const string ClsCompliant = "System.CLSCompliantAttribute";

    /// <summary>The warnings to suppress in the file of a type, as <c>#pragma</c> lists them.</summary>
    public static string Suppressed(INamedTypeSymbol type)
    {
        var ids = new SortedSet<string>(StringComparer.Ordinal);
        AddTypeAndContainers(type, ids);
        foreach (ISymbol member in type.GetMembers())
        {
            if (member is IFieldSymbol { IsStatic: false } field)
            {
                Add(field, ids);
                foreach (INamedTypeSymbol named in Named(field.Type))
                {
                    AddTypeAndContainers(named, ids);
                    Add(named.ContainingModule, ids);
                    Add(named.ContainingAssembly, ids);
                }
            }
            else if (member is IMethodSymbol { IsImplicitlyDeclared: false, Name: ".ctor" or "Equals" or "CompareTo" })
            {
                Add(member, ids);
            }
        }

        // A field of a reference's type is an error already.
        if (!type.IsUnmanagedType)
        {
            ids.Add("CS8618");
        }

        for (INamedTypeSymbol? t = type; t is not null; t = t.ContainingType)
        {
            if (TypeParser.Escape(t.Name) == t.Name && t.Name.All(static c => c is >= 'a' and <= 'z'))
            {
                ids.Add("CS8981");
            }
        }

        if (FieldTypes.Attribute(type.ContainingAssembly, ClsCompliant) is { } compliant && FieldTypes.FirstArgument(compliant) is true)
        {
            ids.UnionWith(["CS3001", "CS3002", "CS3003", "CS3005", "CS3008", "CS3009", "CS3027"]);
        }

        return string.Join(", ", ids);
    }

    /// <summary>The <c>[Obsolete]</c> of a type or of one around it, as C# source; empty without one.</summary>
    public static string ObsoleteAround(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? t = type; t is not null; t = t.ContainingType)
        {
            if (FieldTypes.Attribute(t, Obsolete) is { } attribute)
            {
                return Source(attribute);
            }
        }

        return "";
    }

    /// <summary>The <c>[Obsolete]</c> that the column of a field must have too, as C# source: the field's own, or that of a type which
    /// only obsolete code may name; empty without one.</summary>
    public static string ObsoleteColumn(IFieldSymbol field)
        => FieldTypes.Attribute(field, Obsolete) is { } own ? Source(own)
            : ForbiddenIn(field.Type) is { } forbidden ? Source(forbidden)
            : "";

    /// <summary>Whether only obsolete code may name the field or its type: the compiler's error cannot be suppressed.</summary>
    public static bool IsForbidden(IFieldSymbol field) => IsForbidden((ISymbol)field) || ForbiddenIn(field.Type) is not null;

    /// <summary>Whether only obsolete code may name a symbol.</summary>
    public static bool IsForbidden(ISymbol symbol) => FieldTypes.Attribute(symbol, Obsolete) is { } attribute && IsError(attribute);

    private static AttributeData? ForbiddenIn(ITypeSymbol type)
    {
        foreach (INamedTypeSymbol named in Named(type))
        {
            for (INamedTypeSymbol? t = named; t is not null; t = t.ContainingType)
            {
                if (FieldTypes.Attribute(t, Obsolete) is { } attribute && IsError(attribute))
                {
                    return attribute;
                }
            }
        }

        return null;
    }

    // What #pragma cannot suppress: an error, or a warning whose name is not a word.
    private static bool IsError(AttributeData obsolete)
        => (obsolete.ConstructorArguments.Length > 1 && obsolete.ConstructorArguments[1].Value is true)
            || (obsolete.NamedArguments.FirstOrDefault(static a => a.Key == "DiagnosticId").Value is { Kind: not TypedConstantKind.Array, Value: string id }
                && !SyntaxFacts.IsValidIdentifier(id));

    // The types that generated code names when it names a type: its arguments, and what lies in an inline array.
    private static IEnumerable<INamedTypeSymbol> Named(ITypeSymbol type)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var next = new Stack<ITypeSymbol>([type]);
        while (next.Count > 0)
        {
            if (next.Pop() is not INamedTypeSymbol { SpecialType: SpecialType.None } named || !seen.Add(named))
            {
                continue;
            }

            yield return named;
            foreach (ITypeSymbol argument in named.TypeArguments)
            {
                next.Push(argument);
            }

            if (FieldTypes.Attribute(named, KnownNames.InlineArrayAttribute) is not null
                && named.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(static f => !f.IsStatic) is { } element)
            {
                next.Push(element.Type);
            }
        }
    }

    private static void AddTypeAndContainers(INamedTypeSymbol type, SortedSet<string> ids)
    {
        for (INamedTypeSymbol? t = type; t is not null; t = t.ContainingType)
        {
            Add(t, ids);
        }
    }

    private static void Add(ISymbol? symbol, SortedSet<string> ids)
    {
        if (symbol is null)
        {
            return;
        }

        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            switch (attribute.AttributeClass?.Name)
            {
                case "ObsoleteAttribute" when attribute.AttributeClass.ToDisplayString() == Obsolete:
                    ids.UnionWith(["CS0612", "CS0618"]);
                    AddId(attribute.NamedArguments.FirstOrDefault(static a => a.Key == "DiagnosticId").Value, ids);
                    break;
                case "ExperimentalAttribute" when attribute.AttributeClass.ToDisplayString() == Experimental:
                    AddId(attribute.ConstructorArguments.FirstOrDefault(), ids);
                    break;
            }
        }
    }

    private static void AddId(TypedConstant id, SortedSet<string> ids)
    {
        if (id is { Kind: not TypedConstantKind.Array, Value: string text } && SyntaxFacts.IsValidIdentifier(text))
        {
            ids.Add(text);
        }
    }

    private static string Source(AttributeData obsolete)
    {
        IEnumerable<string> arguments = obsolete.ConstructorArguments.Select(static a => Constant(a.Value))
            .Concat(obsolete.NamedArguments.Select(static a => $"{a.Key} = {Constant(a.Value.Value)}"));
        string list = string.Join(", ", arguments);
        return $"[global::System.Obsolete{(list.Length == 0 ? "" : $"({list})")}]";
    }

    private static string Constant(object? value) => value switch
    {
        bool flag => flag ? "true" : "false",
        string text => Literals.Of(text),
        _ => "null",
    };
}
