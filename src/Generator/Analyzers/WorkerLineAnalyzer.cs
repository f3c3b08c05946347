using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using SchemaToolkit.Generator.Parsing;

namespace SchemaToolkit.Generator.Analyzers;

/// <summary>Reports <c>RecordWorkers.Start</c> in a program that never asks <c>RecordWorkers.IsWorker</c>: its worker processes would
/// not know that they are.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WorkerLineAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.NoWorkerLine];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            // A library is started by others; their program has the line.
            if (start.Compilation.GetEntryPoint(start.CancellationToken) is not { } main)
            {
                return;
            }

            var starts = new ConcurrentBag<Location>();
            bool[] asks = [false, false];
            start.RegisterOperationAction(c => Note((IInvocationOperation)c.Operation, starts), OperationKind.Invocation);
            start.RegisterOperationAction(
                c => asks[0] |= IsAsking((IPropertyReferenceOperation)c.Operation),
                OperationKind.PropertyReference);
            start.RegisterOperationBlockAction(
                c => asks[1] |= SymbolEqualityComparer.Default.Equals(c.OwningSymbol, main) && IsLate(c.OperationBlocks));
            start.RegisterCompilationEndAction(end =>
            {
                foreach (Location location in asks[0] && !asks[1] ? [] : starts.ToArray())
                {
                    end.ReportDiagnostic(Diagnostic.Create(Rules.NoWorkerLine, location));
                }
            });
        });
    }

    private static void Note(IInvocationOperation call, ConcurrentBag<Location> starts)
    {
        bool isStart = call.TargetMethod is { Name: "Start", ContainingType.Name: "RecordWorkers" or "TableWorkers" }
            && ToolkitCode.IsOurs(call.TargetMethod);

        // Threads need no line, and work that is given here is done by threads.
        bool isInProcess = call.Arguments.Any(static a => a.Value.DescendantsAndSelf().Any(static o
            => o is IFieldReferenceOperation { Field: { Name: "InProcess", ContainingType.Name: "WorkerMode" } } or IDelegateCreationOperation));
        if (isStart && !isInProcess)
        {
            starts.Add(call.Syntax.GetLocation());
        }
    }

    private static bool IsAsking(IPropertyReferenceOperation property)
        => property.Property is { Name: "IsWorker", ContainingType.Name: "RecordWorkers" } && ToolkitCode.IsOurs(property.Property);

    // Whether Main calls something before it asks: every worker would do that too.
    private static bool IsLate(ImmutableArray<IOperation> blocks)
    {
        foreach (IOperation statement in blocks.SelectMany(Statements))
        {
            IOperation[] parts = [.. statement.DescendantsAndSelf()];
            if (parts.OfType<IPropertyReferenceOperation>().Any(IsAsking))
            {
                return false;
            }

            if (parts.OfType<IInvocationOperation>().Any(static c => ToolkitCode.IsOurs(c.TargetMethod) && c.TargetMethod.Name != "Parse"))
            {
                return blocks.SelectMany(static b => b.Descendants()).OfType<IPropertyReferenceOperation>().Any(IsAsking);
            }
        }

        return false;
    }

    private static IEnumerable<IOperation> Statements(IOperation body) => body switch
    {
        IMethodBodyOperation { BlockBody: { } block } => block.Operations,
        IMethodBodyOperation { ExpressionBody: { } block } => block.Operations,
        IBlockOperation block => block.Operations,
        _ => [],
    };
}
