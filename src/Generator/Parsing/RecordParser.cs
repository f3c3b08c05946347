using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
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
        if (Requirements.Missing(context.SemanticModel.Compilation) is { } missing)
        {
            diagnostics.Add(Diagnostic.Create(Rules.TooOld, declaration.Identifier.GetLocation(), type.Name, missing));
            return new Parsed<RecordModel>(null, [.. diagnostics]);
        }

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

        if (MemberParser.OwnInterface(type) is { } own)
        {
            const string Why = "implements ISharedRecord itself; remove that, because the generator does it";
            diagnostics.Add(Diagnostic.Create(Rules.OwnLayout, own.Locations[0], type.Name, Why));
            return new Parsed<RecordModel>(null, [.. diagnostics]);
        }

        bool isPrivate = identity.Accessibility == "private";
        bool hasColumns = !isPrivate && Requirements.HasExtensions(context.SemanticModel.Compilation);
        if (!hasColumns)
        {
            const string Why = "it is private, so extension members cannot see it";
            diagnostics.Add(isPrivate
                ? Diagnostic.Create(Rules.ColumnsLeftOut, location, type.Name, Why)
                : Diagnostic.Create(Rules.ColumnsNeedCSharp14, location, type.Name));
        }

        bool aligned = CompositeTypes.IsAligned(context.Attributes[0]);
        if (CompositeTypes.UndefinedLayout(context.Attributes[0]) is { } undefined)
        {
            Location at = context.Attributes[0].ApplicationSyntaxReference?.GetSyntax(token).GetLocation() ?? location;
            diagnostics.Add(Diagnostic.Create(Rules.UndefinedValue, at, "RecordLayout", undefined, "Packed or Aligned"));
        }

        HiddenFields.Report(type, context.SemanticModel.Compilation, diagnostics, token);
        if (FieldTypes.FirstArgument(context.Attributes[0]) is string text)
        {
            foreach (IFieldSymbol field in FieldParser.Fields(type))
            {
                diagnostics.Add(Diagnostic.Create(Rules.TwoWays, field.Locations[0], type.Name, field.Name));
            }

            ExpressionSyntax literal = Argument(context, token);
            RecordModel? declared = DtypeParser.Parse(type, identity, text, aligned, hasColumns, literal, diagnostics);
            ReportLarge(declared, location, diagnostics);
            return new Parsed<RecordModel>(declared, [.. diagnostics]);
        }

        List<FieldModel> fields = FieldParser.Parse(type, aligned, diagnostics, token);
        fields = FieldParser.WithElementColumns(FieldParser.WithProperties(type, fields, hasColumns, diagnostics));
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
            MemberParser.Parts(type, identity, fields, hasColumns, location, diagnostics),
            MemberParser.FreeName("RecordColumns", MemberParser.Names(type)),
            TypeParser.ExtensionsName(type),
            FieldParser.Free("writer", [.. fields.Select(static f => f.Parameter)]),
            MemberParser.ConstructorChain(type));
        ReportLarge(model, location, diagnostics);
        return new Parsed<RecordModel>(model, [.. diagnostics]);
    }

    private static void ReportLarge(RecordModel? record, Location location, List<Diagnostic> diagnostics)
    {
        if (record?.Size > CompositeTypes.MostInArray)
        {
            string size = record.Size.ToString("N0", CultureInfo.InvariantCulture);
            diagnostics.Add(Diagnostic.Create(Rules.TooLargeForArrays, location, record.Type.Name.TrimStart('@'), size));
        }
    }

    private static ExpressionSyntax Argument(GeneratorAttributeSyntaxContext context, CancellationToken token)
        => ((AttributeSyntax)context.Attributes[0].ApplicationSyntaxReference!.GetSyntax(token)).ArgumentList!.Arguments
            .First(static a => a.NameEquals is null).Expression;
}
