using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>Makes the model and the diagnostics of one <c>[SharedRecord]</c> struct.</summary>
internal static class RecordParser
{
    public static Parsed<RecordModel> Parse(GeneratorAttributeSyntaxContext context, CancellationToken token)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var declaration = (TypeDeclarationSyntax)context.TargetNode;
        var diagnostics = new List<Diagnostic>();
        if (!TypeParser.IsFirst(context) || TypeParser.Parse(type, declaration, diagnostics) is not { } identity)
        {
            return new Parsed<RecordModel>(null, [.. diagnostics]);
        }

        Location location = declaration.Identifier.GetLocation();
        if (FieldTypes.Attribute(type, KnownNames.StructLayoutAttribute) is { } layout)
        {
            Location at = layout.ApplicationSyntaxReference?.GetSyntax(token).GetLocation() ?? location;
            const string Why = "has a [StructLayout]; remove it, because the generator writes one";
            diagnostics.Add(Diagnostic.Create(Rules.OwnLayout, at, type.Name, Why));
        }

        LanguageVersion version = ((CSharpCompilation)context.SemanticModel.Compilation).LanguageVersion;
        string? noColumns = MemberParser.NoColumns(identity, version);
        if (noColumns is not null)
        {
            diagnostics.Add(Diagnostic.Create(Rules.ColumnsLeftOut, location, type.Name, noColumns));
        }

        bool aligned = CompositeTypes.IsAligned(context.Attributes[0]);
        HiddenFields.Report(type, context.SemanticModel.Compilation, diagnostics, token);
        if (FieldTypes.FirstArgument(context.Attributes[0]) is string text)
        {
            foreach (IFieldSymbol field in FieldParser.Fields(type))
            {
                diagnostics.Add(Diagnostic.Create(Rules.TwoWays, field.Locations[0], type.Name, field.Name));
            }

            ExpressionSyntax literal = Argument(context, token);
            RecordModel? declared = DtypeParser.Parse(type, identity, text, aligned, noColumns is null, literal, diagnostics);
            return new Parsed<RecordModel>(declared, [.. diagnostics]);
        }

        List<FieldModel> fields = FieldParser.Parse(type, aligned, diagnostics, token);
        if (fields.Count == 0 && !diagnostics.Any(static d => d.Severity == DiagnosticSeverity.Error))
        {
            diagnostics.Add(Diagnostic.Create(Rules.NoFields, location, type.Name));
        }

        int alignment = aligned ? fields.Select(static f => f.Type.Alignment).DefaultIfEmpty(1).Max() : 1;
        int end = fields.Count == 0 ? 1 : fields[fields.Count - 1].Offset + fields[fields.Count - 1].Type.Size;
        var model = new RecordModel(
            identity,
            aligned,
            FieldParser.RoundUp(end, alignment),
            alignment,
            new EquatableArray<FieldModel>(fields),
            MemberParser.Parts(type, identity, fields, noColumns is null, location, diagnostics),
            MemberParser.FreeName("RecordColumns", [.. type.MemberNames, type.Name]),
            TypeParser.ExtensionsName(type),
            FieldParser.Free("writer", [.. fields.Select(static f => f.Parameter)]),
            MemberParser.ConstructorChain(type));
        return new Parsed<RecordModel>(model, [.. diagnostics]);
    }

    private static ExpressionSyntax Argument(GeneratorAttributeSyntaxContext context, CancellationToken token)
        => ((AttributeSyntax)context.Attributes[0].ApplicationSyntaxReference!.GetSyntax(token)).ArgumentList!.Arguments
            .First(static a => a.NameEquals is null).Expression;
}
