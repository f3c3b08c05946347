using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace SchemaToolkit.Generator.CodeFixes;

/// <summary>Registers a mend of one document.</summary>
internal static class Fix
{
    /// <summary>Offers a mend.</summary>
    /// <param name="context">Where.</param>
    /// <param name="title">What people read.</param>
    /// <param name="edit">Makes the mend.</param>
    public static void Offer(CodeFixContext context, string title, Action<DocumentEditor> edit)
        => context.RegisterCodeFix(
            CodeAction.Create(title, token => EditAsync(context.Document, edit, token), title),
            context.Diagnostics);

    /// <summary>The innermost node of a kind at the place of the diagnostic.</summary>
    public static async Task<TNode?> NodeAsync<TNode>(CodeFixContext context)
        where TNode : SyntaxNode
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        return root?.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<TNode>();
    }

    private static async Task<Document> EditAsync(Document document, Action<DocumentEditor> edit, CancellationToken token)
    {
        DocumentEditor editor = await DocumentEditor.CreateAsync(document, token).ConfigureAwait(false);
        edit(editor);
        return editor.GetChangedDocument();
    }
}
