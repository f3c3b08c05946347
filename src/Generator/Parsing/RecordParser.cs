using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>One <c>[SharedRecord]</c> struct → its model and its diagnostics.</summary>
internal static class RecordParser
{
    public static Parsed<RecordModel> Parse(GeneratorAttributeSyntaxContext context, CancellationToken token)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var declaration = (TypeDeclarationSyntax)context.TargetNode;
        var diagnostics = new List<Diagnostic>();
        if (TypeParser.Parse(type, declaration, diagnostics) is not { } identity)
        {
            return new Parsed<RecordModel>(null, [.. diagnostics]);
        }

        Location location = declaration.Identifier.GetLocation();
        if (FieldTypes.Attribute(type, KnownNames.StructLayoutAttribute) is not null)
        {
            diagnostics.Add(Diagnostic.Create(Rules.OwnLayout, location, type.Name, "has a [StructLayout] of its own"));
            return new Parsed<RecordModel>(null, [.. diagnostics]);
        }

        bool aligned = context.Attributes[0].NamedArguments.Any(static a => a is { Key: "Layout", Value.Value: 1 });
        List<FieldModel> fields = FieldParser.Parse(type, aligned, diagnostics, token);
        HiddenFields.Report(type, context.SemanticModel.Compilation, diagnostics, token);
        if (fields.Count == 0)
        {
            if (!diagnostics.Any(static d => d.Severity == DiagnosticSeverity.Error))
            {
                diagnostics.Add(Diagnostic.Create(Rules.NoFields, location, type.Name));
            }

            return new Parsed<RecordModel>(null, [.. diagnostics]);
        }

        int alignment = aligned ? fields.Max(static f => f.Type.Alignment) : 1;
        FieldModel last = fields[fields.Count - 1];
        int end = last.Offset + last.Type.Size;
        var languageVersion = ((CSharpCompilation)context.SemanticModel.Compilation).LanguageVersion;
        var model = new RecordModel(
            identity,
            aligned,
            FieldParser.RoundUp(end, alignment),
            alignment,
            new EquatableArray<FieldModel>(fields),
            MemberParser.Parts(type, identity, fields, languageVersion, location, diagnostics),
            MemberParser.FreeName("RecordColumns", type));
        return new Parsed<RecordModel>(model, [.. diagnostics]);
    }
}
