using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SchemaToolkit.Generator.CodeFixes;

/// <summary>STK0025: disposes by <c>using</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UsingFix))]
[Shared]
public sealed class UsingFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["STK0025"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        SemanticModel? semantics = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || semantics is null)
        {
            return;
        }

        SyntaxNode node = root.FindNode(context.Span, getInnermostNodeForTie: true);
        if (node.AncestorsAndSelf().OfType<ForEachStatementSyntax>().FirstOrDefault(f => f.Identifier.Span == context.Span) is { } loop)
        {
            // A block stands below 'using', at its indentation; one statement stands beside it.
            bool isBlock = loop.Statement is BlockSyntax;
            Fix.Offer(context, $"Dispose '{loop.Identifier.ValueText}' with using", editor => editor.ReplaceNode(
                loop.Statement,
                SyntaxFactory.UsingStatement(
                        null,
                        SyntaxFactory.IdentifierName(loop.Identifier.WithoutTrivia()),
                        isBlock ? loop.Statement : loop.Statement.WithoutLeadingTrivia())
                    .WithUsingKeyword(Token(SyntaxKind.UsingKeyword, SyntaxFactory.Space))
                    .WithOpenParenToken(SyntaxFactory.Token([], SyntaxKind.OpenParenToken, []))
                    .WithCloseParenToken(Token(SyntaxKind.CloseParenToken, isBlock ? SyntaxFactory.EndOfLine("\n") : SyntaxFactory.Space))
                    .WithLeadingTrivia(loop.Statement.GetLeadingTrivia())));
        }
        else if (node.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is { } local
            && local.Declaration.Variables.Any(v => v.Initializer?.Value.Span.Contains(context.Span) == true && IsWhole(v.Initializer.Value, context)))
        {
            ITypeSymbol? type = semantics.GetTypeInfo(local.Declaration.Type, context.CancellationToken).Type;
            bool isAsync = type?.AllInterfaces.Any(static i => i.Name == "IDisposable") == false;
            Fix.Offer(context, isAsync ? "Declare it with await using" : "Declare it with using", editor =>
            {
                LocalDeclarationStatementSyntax made = local.WithLeadingTrivia()
                    .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space));
                made = isAsync ? made.WithAwaitKeyword(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space)) : made;
                editor.ReplaceNode(local, made.WithLeadingTrivia(local.GetLeadingTrivia()));
            });
        }
    }

    // Without elastic blanks, which the formatter would change.
    private static SyntaxToken Token(SyntaxKind kind, SyntaxTrivia after) => SyntaxFactory.Token([], kind, [after]);

    // Not a part of a longer expression, whose own value is what the local holds.
    private static bool IsWhole(ExpressionSyntax value, CodeFixContext context)
        => (value is AwaitExpressionSyntax await ? await.Expression : value).Span == context.Span;
}
