using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>Finds hidden fields: instance state that would take space in a record without being a column.</summary>
internal static class HiddenFields
{
    public static void Report(INamedTypeSymbol type, Compilation compilation, List<Diagnostic> diagnostics, CancellationToken token)
    {
        foreach (IFieldSymbol field in type.GetMembers().OfType<IFieldSymbol>().Where(static f => !f.IsStatic))
        {
            string? what = field switch
            {
                { AssociatedSymbol: IPropertySymbol } => "an auto-property",
                { IsImplicitlyDeclared: false, DeclaredAccessibility: not Accessibility.Public } => "a field that is not public",
                _ => null,
            };
            if (what is not null)
            {
                ISymbol shown = field.AssociatedSymbol ?? field;
                diagnostics.Add(Diagnostic.Create(Rules.HiddenField, shown.Locations[0], shown.Name, what));
            }
        }

        foreach (IEventSymbol declared in type.GetMembers().OfType<IEventSymbol>())
        {
            if (!declared.IsStatic && declared.DeclaringSyntaxReferences[0].GetSyntax(token) is VariableDeclaratorSyntax)
            {
                diagnostics.Add(Diagnostic.Create(Rules.HiddenField, declared.Locations[0], declared.Name, "an event"));
            }
        }

        if (!type.IsRecord)
        {
            foreach (ParameterSyntax parameter in CapturedParameters(type, compilation, token))
            {
                diagnostics.Add(Diagnostic.Create(
                    Rules.HiddenField,
                    parameter.Identifier.GetLocation(),
                    parameter.Identifier.ValueText,
                    "a parameter of the primary constructor that a member captures"));
            }
        }
    }

    /// <summary>The parameters of a primary constructor that get a field, because a member reads them. Initializers of fields and
    /// properties do not count.</summary>
    public static IEnumerable<ParameterSyntax> CapturedParameters(
        INamedTypeSymbol type,
        Compilation compilation,
        CancellationToken token)
    {
        List<TypeDeclarationSyntax> declarations =
            [.. type.DeclaringSyntaxReferences.Select(r => (TypeDeclarationSyntax)r.GetSyntax(token))];
        foreach (ParameterSyntax parameter in declarations.SelectMany(static d => d.ParameterList?.Parameters ?? []))
        {
            string name = parameter.Identifier.ValueText;
            ISymbol? symbol = compilation.GetSemanticModel(parameter.SyntaxTree).GetDeclaredSymbol(parameter, token);
            bool captured = declarations
                .SelectMany(static d => d.Members.Where(static m => m is not (BaseFieldDeclarationSyntax or BaseTypeDeclarationSyntax)))
                .SelectMany(static m => m.DescendantNodes(static n => !IsPropertyInitializer(n)))
                .OfType<IdentifierNameSyntax>()
                .Any(id => id.Identifier.ValueText == name
                    && SymbolEqualityComparer.Default.Equals(
                        compilation.GetSemanticModel(id.SyntaxTree).GetSymbolInfo(id, token).Symbol,
                        symbol));
            if (captured)
            {
                yield return parameter;
            }
        }
    }

    private static bool IsPropertyInitializer(SyntaxNode node) => node is EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax };
}
