using System.Collections.Generic;
using System.Linq;
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
        if (Requirements.Missing(context.SemanticModel.Compilation) is { } missing)
        {
            diagnostics.Add(Diagnostic.Create(Rules.TooOld, declaration.Identifier.GetLocation(), type.Name, missing));
            return new Parsed<FixedTextModel>(null, [.. diagnostics]);
        }

        if (!TypeParser.IsFirst(context) || TypeParser.Parse(type, declaration, diagnostics) is not { } identity)
        {
            return new Parsed<FixedTextModel>(null, [.. diagnostics]);
        }

        if (Fault(type, context.SemanticModel.Compilation, token) is { } fault)
        {
            diagnostics.Add(Diagnostic.Create(Rules.OwnLayout, fault.At ?? declaration.Identifier.GetLocation(), type.Name, fault.Why));
            return new Parsed<FixedTextModel>(null, [.. diagnostics]);
        }

        int length = FieldTypes.TextLength(context.Attributes[0], out int given);
        if (length != given)
        {
            diagnostics.Add(Diagnostic.Create(Rules.BadTextLength, declaration.Identifier.GetLocation(), type.Name, given));
        }

        if (FieldTypes.UndefinedEncoding(context.Attributes[0]) is { } undefined)
        {
            Location at = context.Attributes[0].ApplicationSyntaxReference?.GetSyntax(token).GetLocation() ?? declaration.GetLocation();
            diagnostics.Add(Diagnostic.Create(Rules.UndefinedValue, at, "TextEncoding", undefined, "Utf8 or Utf32"));
        }

        bool isUtf32 = FieldTypes.IsUtf32(context.Attributes[0]);
        var text = new FixedTextModel(
            identity,
            length,
            isUtf32,
            TextMembers.Parts(type, isUtf32),
            FieldParser.Free("_first", MemberParser.Names(type)));
        return new Parsed<FixedTextModel>(text, [.. diagnostics]);
    }

    private static (string Why, Location? At)? Fault(INamedTypeSymbol type, Compilation compilation, CancellationToken token)
    {
        if (FieldTypes.Attribute(type, KnownNames.SharedRecordAttribute) is not null)
        {
            return ("cannot be both a record and fixed text; remove one of the attributes", null);
        }

        if (type.IsRecord)
        {
            return ("is a record struct, which C# gives its own equality and text; declare a plain 'partial struct'", null);
        }

        if (FieldTypes.Attribute(type, KnownNames.StructLayoutAttribute) is { } layout)
        {
            return (
                "has a [StructLayout]; remove it, because the generator decides the layout",
                layout.ApplicationSyntaxReference?.GetSyntax(token).GetLocation());
        }

        const string Why = "' of its own; fixed text is nothing but its bytes, so declare it elsewhere";
        return TextMembers.OwnField(type) is { } field ? ($"has a field '{field.Name}{Why}", field.Locations[0])
            : HiddenFields.CapturedParameters(type, compilation, token).FirstOrDefault() is { } parameter
            ? ($"has a parameter '{parameter.Identifier.ValueText}{Why}", parameter.Identifier.GetLocation())
            : null;
    }
}
