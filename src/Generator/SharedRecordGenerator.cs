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

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        Register(context, KnownNames.SharedRecordAttribute, RecordParser.Parse, RecordEmitter.Emit, static record => record.Type, Records);
        Register(context, KnownNames.FixedTextAttribute, FixedTextParser.Parse, FixedTextEmitter.Emit, static text => text.Type, Texts);
    }

    // One parse has two outputs. Source depends on the model alone, so an edit that changes no model generates
    // nothing again. Diagnostics keep their real locations, so that #pragma and .editorconfig work on them.
    private static void Register<TModel>(
        IncrementalGeneratorInitializationContext context,
        string attribute,
        System.Func<GeneratorAttributeSyntaxContext, System.Threading.CancellationToken, Parsed<TModel>> parse,
        System.Func<TModel, string> emit,
        System.Func<TModel, TypeModel> type,
        string step)
        where TModel : class
    {
        IncrementalValuesProvider<Parsed<TModel>> parsed = context.SyntaxProvider
            .ForAttributeWithMetadataName(attribute, static (node, _) => node is TypeDeclarationSyntax, parse);
        IncrementalValuesProvider<TModel?> models = parsed.Select(static (result, _) => result.Model).WithTrackingName(step);
        context.RegisterSourceOutput(models, (output, model) =>
        {
            if (model is not null)
            {
                output.AddSource(type(model).HintName + ".g.cs", emit(model));
            }
        });
        context.RegisterSourceOutput(parsed.Select(static (result, _) => result.Diagnostics), static (output, diagnostics) =>
        {
            foreach (Diagnostic diagnostic in diagnostics)
            {
                output.ReportDiagnostic(diagnostic);
            }
        });
    }
}
