using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>Makes the model of one <c>[FixedText(n)]</c> struct.</summary>
internal static class FixedTextParser
{
    public static Parsed<FixedTextModel> Parse(GeneratorAttributeSyntaxContext context, CancellationToken token)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var declaration = (TypeDeclarationSyntax)context.TargetNode;
        var diagnostics = new List<Diagnostic>();
        if (!TypeParser.IsFirst(context) || TypeParser.Parse(type, declaration, diagnostics) is not { } identity)
        {
            return new Parsed<FixedTextModel>(null, [.. diagnostics]);
        }

        if (FieldTypes.Attribute(type, KnownNames.SharedRecordAttribute) is not null)
        {
            const string Why = "cannot be both a record and fixed text; remove one of the attributes";
            diagnostics.Add(Diagnostic.Create(Rules.OwnLayout, declaration.Identifier.GetLocation(), type.Name, Why));
            return new Parsed<FixedTextModel>(null, [.. diagnostics]);
        }

        int length = FieldTypes.TextLength(context.Attributes[0], out int given);
        if (length != given)
        {
            diagnostics.Add(Diagnostic.Create(Rules.BadTextLength, declaration.Identifier.GetLocation(), type.Name, given));
        }

        var text = new FixedTextModel(identity, length, FieldTypes.IsUtf32(context.Attributes[0]));
        return new Parsed<FixedTextModel>(text, [.. diagnostics]);
    }
}
