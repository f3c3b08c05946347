using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SchemaToolkit.Generator.Emit;
using SchemaToolkit.Generator.Model;
using SchemaToolkit.Generator.Parsing;

namespace SchemaToolkit.Generator;

/// <summary>
/// Writes the other half of every <c>[SharedRecord]</c> and <c>[FixedText]</c> struct. The parser decides, the model
/// is plain data, the emitter only prints.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class SharedRecordGenerator : IIncrementalGenerator
{
    /// <summary>The names of the tracked steps.</summary>
    internal const string Records = nameof(Records);
    internal const string Texts = nameof(Texts);
    internal const string SepRows = nameof(SepRows);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<RecordModel?> records = Parse(context, KnownNames.SharedRecordAttribute, RecordParser.Parse);
        IncrementalValuesProvider<FixedTextModel?> texts = Parse(context, KnownNames.FixedTextAttribute, FixedTextParser.Parse);

        // Names of files are almost always unique, so this is equal after almost every edit.
        IncrementalValueProvider<EquatableArray<string>> twins = Names(records, static r => r.Type)
            .Combine(Names(texts, static t => t.Type))
            .Select(static (names, _) => HintNames.Twins(names.Left.Concat(names.Right)));
        IncrementalValuesProvider<RecordModel?> named = records.Combine(twins)
            .Select(static (pair, _) => pair.Left is { } record ? record with { Type = Unique(record.Type, pair.Right) } : null);
        Emit(context, Records, RecordEmitter.Emit, static r => r.Type, named);

        // The records as rows of Sep, if the project references it.
        IncrementalValueProvider<bool> hasSep = context.CompilationProvider
            .Select(static (compilation, _) => compilation.GetTypeByMetadataName(KnownNames.SepReader) is not null);
        Emit(context, SepRows, SepEmitter.Emit, static r => r.Type, named.Combine(hasSep)
            .Select(static (pair, _) => pair is { Left: { } record, Right: true } && record.Has(RecordParts.SepParse | RecordParts.SepFormat) && record.Has(RecordParts.Interface) ? record : null), ".Sep");
        Emit(context, Texts, FixedTextEmitter.Emit, static t => t.Type, texts.Combine(twins)
            .Select(static (pair, _) => pair.Left is { } text ? text with { Type = Unique(text.Type, pair.Right) } : null));
    }

    // One parse has two outputs. Source depends on the model alone, so an edit that changes no model generates
    // nothing again. Diagnostics keep their real locations, so that #pragma and .editorconfig work on them.
    private static IncrementalValuesProvider<TModel?> Parse<TModel>(
        IncrementalGeneratorInitializationContext context,
        string attribute,
        System.Func<GeneratorAttributeSyntaxContext, System.Threading.CancellationToken, Parsed<TModel>> parse)
        where TModel : class
    {
        IncrementalValuesProvider<Parsed<TModel>> parsed = context.SyntaxProvider
            .ForAttributeWithMetadataName(attribute, static (node, _) => node is TypeDeclarationSyntax, parse);
        context.RegisterSourceOutput(parsed.Select(static (result, _) => result.Diagnostics), static (output, diagnostics) =>
        {
            foreach (Diagnostic diagnostic in diagnostics)
            {
                output.ReportDiagnostic(diagnostic);
            }
        });
        return parsed.Select(static (result, _) => result.Model);
    }

    private static void Emit<TModel>(
        IncrementalGeneratorInitializationContext context,
        string step,
        System.Func<TModel, string> emit,
        System.Func<TModel, TypeModel> type,
        IncrementalValuesProvider<TModel?> models,
        string kind = "")
        where TModel : class
        => context.RegisterSourceOutput(models.WithTrackingName(step), (output, model) =>
        {
            if (model is not null)
            {
                output.AddSource(type(model).HintName + kind + ".g.cs", emit(model));
            }
        });

    private static IncrementalValueProvider<ImmutableArray<string>> Names<TModel>(
        IncrementalValuesProvider<TModel?> models,
        System.Func<TModel, TypeModel> type)
        where TModel : class
        => models.Where(static m => m is not null).Select((m, _) => type(m!).HintName).Collect();

    private static TypeModel Unique(TypeModel type, EquatableArray<string> twins)
        => twins.Count == 0 ? type : type with { HintName = HintNames.Unique(type.HintName, twins) };
}
