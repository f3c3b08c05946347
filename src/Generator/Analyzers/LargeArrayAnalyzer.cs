using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using SchemaToolkit.Generator.Parsing;

namespace SchemaToolkit.Generator.Analyzers;

/// <summary>Reports where an array of records is made that .NET cannot hold in arrays. At run time the type of the array does not
/// load.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LargeArrayAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.ArrayOfLargeRecords];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(
            Analyze,
            OperationKind.Invocation,
            OperationKind.ArrayCreation,
            OperationKind.CollectionExpression,
            OperationKind.ObjectCreation,
            OperationKind.PropertyReference);
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        if (Element(context.Operation.Type) is not INamedTypeSymbol record
            || !CompositeTypes.IsRecord(record)
            || CompositeTypes.SizeOf(record) <= CompositeTypes.MostInArray)
        {
            return;
        }

        string wayOut = context.Operation is not IInvocationOperation { TargetMethod: var method }
            ? "RecordText.Load, a segment or RecordNpy.Map, which give a span of them"
            : (method.ContainingType.Name, method.Name) switch
            {
                ("RecordText", _) => "RecordText.Load or RecordText.LoadShared",
                ("RecordNpy", _) => "RecordNpy.Map",
                ("Hdf5Dataset" or "RecordHdf5", _) => "Map, or Read into a span",
                _ => "the span itself",
            };
        context.ReportDiagnostic(Diagnostic.Create(
            Rules.ArrayOfLargeRecords,
            context.Operation.Syntax.GetLocation(),
            record.Name,
            CompositeTypes.SizeOf(record).ToString("N0", CultureInfo.InvariantCulture),
            wayOut));
    }

    // What lies in an array, a list of arrays, or a task of one.
    private static ITypeSymbol? Element(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType,
        INamedTypeSymbol { Name: "List", TypeArguments: { Length: 1 } arguments } => arguments[0],
        INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: { Length: 1 } arguments } => Element(arguments[0]),
        _ => null,
    };
}
