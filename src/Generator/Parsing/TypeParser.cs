using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>Finds the place of a declared struct, and whether the generator can add to it.</summary>
internal static class TypeParser
{
    private static readonly SymbolDisplayFormat _fullName = SymbolDisplayFormat.FullyQualifiedFormat
        .WithMiscellaneousOptions(
            SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers | SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    /// <summary>The model; <see langword="null"/>, mostly with diagnostics, when the generator cannot add to the type.</summary>
    public static TypeModel? Parse(INamedTypeSymbol type, TypeDeclarationSyntax declaration, List<Diagnostic> diagnostics)
    {
        if (type.TypeKind != TypeKind.Struct)
        {
            return null; // The compiler reports that the attribute is for structs.
        }

        Location location = declaration.Identifier.GetLocation();
        INamedTypeSymbol? local = Self(type).FirstOrDefault(static t => t.IsFileLocal);
        if (local is not null || type.IsRefLikeType)
        {
            string why = local is null ? "is a ref struct, which cannot be in shared memory; remove 'ref'"
                : local.Equals(type, SymbolEqualityComparer.Default)
                ? "is local to its file, so the generator cannot add to it; remove 'file'"
                : $"is in '{local.Name}', which is local to its file, so the generator cannot add to it; remove 'file' there";
            diagnostics.Add(Diagnostic.Create(Rules.OwnLayout, location, type.Name, why));
            return null;
        }

        if (FieldTypes.Attribute(type, KnownNames.InlineArrayAttribute) is not null)
        {
            const string Why = "cannot be an inline array too; remove [InlineArray], and use a field of an inline array's type";
            diagnostics.Add(Diagnostic.Create(Rules.OwnLayout, location, type.Name, Why));
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
            Namespace(type),
            new EquatableArray<ContainerModel>(containers),
            Keyword(type),
            Escape(type.Name),
            FullName(type),
            Accessibility(type),
            HintNames.Of(type),
            Notices.Suppressed(type))
        {
            IsReadOnly = type.IsReadOnly,
            Obsolete = Notices.ObsoleteAround(type),
        };
    }

    /// <summary>Whether the generator can add to a type that is declared in this compilation; <see cref="Parse"/> says why not.</summary>
    public static bool IsExtensible(INamedTypeSymbol type)
        => type is { TypeKind: TypeKind.Struct, IsRefLikeType: false }
            && Self(type).All(static t => t.TypeParameters.Length == 0 && !t.IsFileLocal && IsPartial(t))
            && FieldTypes.Attribute(type, KnownNames.InlineArrayAttribute) is null;

    /// <summary>The name, starting with <c>global::</c>, or the keyword.</summary>
    public static string FullName(ITypeSymbol type) => type.ToDisplayString(_fullName);

    public static string Escape(string name)
        => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None
            ? "@" + name
            : name;

    /// <summary>Whether the attribute is the type's first of its kind. The compiler rejects a second one, but the generator
    /// runs for it too and must not write a second file.</summary>
    public static bool IsFirst(GeneratorAttributeSyntaxContext context)
        => context.TargetSymbol.GetAttributes()
            .First(a => SymbolEqualityComparer.Default.Equals(a.AttributeClass, context.Attributes[0].AttributeClass))
            .ApplicationSyntaxReference is { } first
            && first.SyntaxTree == context.TargetNode.SyntaxTree
            && context.TargetNode.Span.Contains(first.Span);

    /// <summary>The name of the static class beside the type. No other type has this name.</summary>
    public static string ExtensionsName(INamedTypeSymbol type)
    {
        // Underscores in the names of nested types are doubled, so that A.B_C and A_B.C get different classes.
        List<string> names = [.. Self(type).Reverse().Select(static t => t.Name)];
        string name = names.Count == 1 ? names[0] : string.Join("_", names.Select(static n => n.Replace("_", "__")));
        while (names.Count > 1 && type.ContainingNamespace.GetMembers(name).Any())
        {
            name += "_";
        }

        name += "RecordExtensions";
        while (type.ContainingNamespace.GetMembers(name).Any())
        {
            name += "_";
        }

        return name;
    }

    private static string Namespace(INamedTypeSymbol type)
        => type.ContainingNamespace.IsGlobalNamespace
            ? ""
            : type.ContainingNamespace.ToDisplayString(
                _fullName.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted));

    private static IEnumerable<INamedTypeSymbol> Self(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? t = type; t is not null; t = t.ContainingType)
        {
            yield return t;
        }
    }

    private static bool IsPartial(INamedTypeSymbol type)
        => type.DeclaringSyntaxReferences
            .All(static r => r.GetSyntax() is TypeDeclarationSyntax t && t.Modifiers.Any(SyntaxKind.PartialKeyword));

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
}
