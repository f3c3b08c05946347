using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace SchemaToolkit.Generator.CodeFixes;

/// <summary>STK0003: gives a field the type that holds the same in a record.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FieldTypeFix))]
[Shared]
public sealed class FieldTypeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["STK0003"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SemanticModel? semantics = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (await Fix.NodeAsync<FieldDeclarationSyntax>(context).ConfigureAwait(false) is not { } field
            || semantics?.GetTypeInfo(field.Declaration.Type, context.CancellationToken).Type is not { } type)
        {
            return;
        }

        if (type is IArrayTypeSymbol { Rank: 1 } array && field.Declaration.Variables.Count == 1)
        {
            OfferInlineArray(context, field, array);
            return;
        }

        string[] others = Unwrapped(type) switch
        {
            { SpecialType: SpecialType.System_String } => ["S10", "S32", "S100"],
            { SpecialType: SpecialType.System_Char } => ["S1"],
            { SpecialType: SpecialType.System_DateTime } => ["Datetime64"],
            { SpecialType: SpecialType.System_Decimal } => ["double"],
            { SpecialType: SpecialType.System_IntPtr } => ["long"],
            { SpecialType: SpecialType.System_UIntPtr } => ["ulong"],
            { SpecialType: SpecialType.System_Double } => ["double"],
            { SpecialType: SpecialType.System_Single } => ["float"],
            { Name: "DateTimeOffset" or "DateOnly" } => ["Datetime64"],
            { Name: "TimeSpan" or "TimeOnly" } => ["Timedelta64"],
            { Name: "Guid" } => ["S36"],
            _ => [],
        };
        string unit = Unwrapped(type).Name == "DateOnly" ? "[TimeUnit(TimeUnit.Days)] " : "";
        foreach (string other in others)
        {
            Fix.Offer(context, $"Use {other}", editor => editor.ReplaceNode(field, WithType(field, other, unit)));
        }
    }

    private static FieldDeclarationSyntax WithType(FieldDeclarationSyntax field, string type, string attribute)
    {
        FieldDeclarationSyntax made = field.WithDeclaration(field.Declaration.WithType(
            SyntaxFactory.ParseTypeName(type).WithTriviaFrom(field.Declaration.Type)));
        if (attribute.Length == 0)
        {
            return made;
        }

        var parsed = (FieldDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration(attribute + "int x;")!;
        return made.WithLeadingTrivia().WithAttributeLists(made.AttributeLists.InsertRange(0, parsed.AttributeLists)).WithLeadingTrivia(field.GetLeadingTrivia());
    }

    private static void OfferInlineArray(CodeFixContext context, FieldDeclarationSyntax field, IArrayTypeSymbol array)
    {
        const int Length = 3;
        string name = field.Declaration.Variables[0].Identifier.ValueText + "Array";
        string element = array.ElementType.SpecialType == SpecialType.System_String
            ? "S10"
            : array.ElementType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
        Fix.Offer(context, $"Use an inline array of {Length} '{element}'", editor =>
        {
            MemberDeclarationSyntax declaration = SyntaxFactory.ParseMemberDeclaration($$"""

                [System.Runtime.CompilerServices.InlineArray({{Length}})]
                public struct {{name}}
                {
                    private {{element}} _first;
                }

                """)!.WithAdditionalAnnotations(Formatter.Annotation);
            editor.ReplaceNode(field, WithType(field, name, ""));
            editor.InsertAfter(field.Parent!.ChildNodes().OfType<MemberDeclarationSyntax>().Last(), declaration);
        });
    }

    private static ITypeSymbol Unwrapped(ITypeSymbol type)
        => type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;
}
