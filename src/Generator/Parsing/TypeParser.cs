using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>A declared struct → where it stands, and whether the generator can add to it.</summary>
internal static class TypeParser
{
    private static readonly SymbolDisplayFormat _fullName = SymbolDisplayFormat.FullyQualifiedFormat
        .WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers | SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    /// <summary>The model, or what stands in the way of one.</summary>
    public static TypeModel? Parse(INamedTypeSymbol type, TypeDeclarationSyntax declaration, List<Diagnostic> diagnostics)
    {
        Location location = declaration.Identifier.GetLocation();
        if (type.IsFileLocal || type.IsRefLikeType)
        {
            diagnostics.Add(Diagnostic.Create(Rules.OwnLayout, location, type.Name, type.IsFileLocal ? "is local to its file, where nothing can be added to it" : "is a ref struct, which cannot lie in memory that is shared"));
            return null;
        }

        bool ok = true;
        var containers = new List<ContainerModel>();
        for (INamedTypeSymbol? t = type; t is not null; t = t.ContainingType)
        {
            if (t.TypeParameters.Length > 0)
            {
                diagnostics.Add(Diagnostic.Create(Rules.Generic, location, type.Name));
                return null;
            }

            if (!IsPartial(t))
            {
                diagnostics.Add(Diagnostic.Create(Rules.NotPartial, t.Locations[0], t.Name));
                ok = false;
            }

            if (!SymbolEqualityComparer.Default.Equals(t, type))
            {
                containers.Insert(0, new ContainerModel(Keyword(t), Escape(t.Name)));
            }
        }

        return !ok ? null : new TypeModel(
            type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(_fullName.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted)),
            new EquatableArray<ContainerModel>(containers),
            Keyword(type),
            Escape(type.Name),
            FullName(type),
            Accessibility(type),
            HintName(type));
    }

    /// <summary>The name from <c>global::</c> on, or the keyword.</summary>
    public static string FullName(ITypeSymbol type) => type.ToDisplayString(_fullName);

    public static string Escape(string name)
        => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    private static bool IsPartial(INamedTypeSymbol type)
        => type.DeclaringSyntaxReferences.All(static r => r.GetSyntax() is TypeDeclarationSyntax t && t.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static string Keyword(INamedTypeSymbol type) => type switch
    {
        { IsRecord: true, TypeKind: TypeKind.Struct } => "record struct",
        { TypeKind: TypeKind.Struct } => "struct",
        { IsRecord: true } => "record",
        { TypeKind: TypeKind.Interface } => "interface",
        _ => "class",
    };

    private static string Accessibility(INamedTypeSymbol type)
    {
        string result = "public";
        for (INamedTypeSymbol? t = type; t is not null; t = t.ContainingType)
        {
            switch (t.DeclaredAccessibility)
            {
                case Microsoft.CodeAnalysis.Accessibility.Public:
                    break;
                case Microsoft.CodeAnalysis.Accessibility.Internal or Microsoft.CodeAnalysis.Accessibility.ProtectedOrInternal:
                    result = "internal";
                    break;
                default:
                    return "private";
            }
        }

        return result;
    }

    // Hint names are compared without case, and may hold only some characters.
    private static string HintName(INamedTypeSymbol type)
    {
        var name = new StringBuilder();
        for (INamedTypeSymbol? t = type; t is not null; t = t.ContainingType)
        {
            name.Insert(0, t.MetadataName).Insert(0, t.ContainingType is null ? "" : ".");
        }

        if (!type.ContainingNamespace.IsGlobalNamespace)
        {
            name.Insert(0, type.ContainingNamespace.ToDisplayString() + ".");
        }

        string full = name.ToString().Replace("@", "");
        INamespaceOrTypeSymbol parent = (INamespaceOrTypeSymbol?)type.ContainingType ?? type.ContainingNamespace;
        int twin = parent.GetTypeMembers()
            .Where(t => string.Equals(t.Name, type.Name, System.StringComparison.OrdinalIgnoreCase))
            .Select(static t => t.Name)
            .OrderBy(static n => n, System.StringComparer.Ordinal)
            .TakeWhile(n => n != type.Name)
            .Count();
        return twin == 0 ? full : full + "_" + twin;
    }
}
