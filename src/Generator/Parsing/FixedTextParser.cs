using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>One <c>[FixedText(n)]</c> struct → its model.</summary>
internal static class FixedTextParser
{
    private const int MaxLength = 65_535;

    public static Parsed<FixedTextModel> Parse(GeneratorAttributeSyntaxContext context, CancellationToken token)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var declaration = (TypeDeclarationSyntax)context.TargetNode;
        var diagnostics = new List<Diagnostic>();
        FixedTextModel? model = null;
        if (TypeParser.Parse(type, declaration, diagnostics) is { } identity)
        {
            int length = FieldTypes.FirstArgument(context.Attributes[0]) is int n ? n : 0;
            if (length is < 1 or > MaxLength)
            {
                diagnostics.Add(Diagnostic.Create(Rules.BadTextLength, declaration.Identifier.GetLocation(), type.Name, length));
            }
            else
            {
                model = new FixedTextModel(identity, length);
            }
        }

        return new Parsed<FixedTextModel>(model, [.. diagnostics]);
    }
}
