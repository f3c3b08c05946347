using System.Collections.Immutable;
using System.Composition;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SchemaToolkit.Generator.CodeFixes;

/// <summary>STK0001: makes a type partial.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PartialFix))]
[Shared]
public sealed class PartialFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["STK0001"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await Fix.NodeAsync<TypeDeclarationSyntax>(context).ConfigureAwait(false) is not { } type)
        {
            return;
        }

        Fix.Offer(context, $"Make '{type.Identifier.ValueText}' partial", editor =>
        {
            // 'partial' stands directly before the keyword, whose comments stay where they are if it was the first word.
            SyntaxToken partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
            TypeDeclarationSyntax made = type;
            if (type.Modifiers.Count == 0)
            {
                partial = partial.WithLeadingTrivia(type.Keyword.LeadingTrivia);
                made = (TypeDeclarationSyntax)type.ReplaceToken(type.Keyword, type.Keyword.WithLeadingTrivia());
            }

            editor.ReplaceNode(type, made.WithModifiers(made.Modifiers.Add(partial)));
        });
    }
}
