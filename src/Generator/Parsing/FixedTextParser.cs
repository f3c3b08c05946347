using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>One <c>[FixedText(n)]</c> struct → its model.</summary>
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
            diagnostics.Add(Diagnostic.Create(Rules.OwnLayout, declaration.Identifier.GetLocation(), type.Name, "is a record, and cannot be fixed text as well"));
            return new Parsed<FixedTextModel>(null, [.. diagnostics]);
        }

        int length = FieldTypes.TextLength(context.Attributes[0], out int given);
        if (length != given)
        {
            diagnostics.Add(Diagnostic.Create(Rules.BadTextLength, declaration.Identifier.GetLocation(), type.Name, given));
        }

        return new Parsed<FixedTextModel>(new FixedTextModel(identity, length, FieldTypes.IsUtf32(context.Attributes[0])), [.. diagnostics]);
    }
}
