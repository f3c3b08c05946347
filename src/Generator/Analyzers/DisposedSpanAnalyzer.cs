using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using SchemaToolkit.Generator.Parsing;

namespace SchemaToolkit.Generator.Analyzers;

/// <summary>Reports a span of records that is used after their owner was disposed, or returned from where it is disposed.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DisposedSpanAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.SpanOfDisposed];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        ToolkitCode.OnBodies(context, Analyze);
    }

    private static void Analyze(OperationBlockAnalysisContext context, IOperation root)
    {
        Dictionary<ILocalSymbol, ILocalSymbol> spans = Spans(root);
        ReportReturned(context, root, spans);
        if (spans.Count == 0)
        {
            return;
        }

        ControlFlowGraph graph = context.GetControlFlowGraph(root);
        foreach (ILocalSymbol owner in spans.Values.Distinct<ILocalSymbol>(SymbolEqualityComparer.Default))
        {
            Follow(context, graph, owner, spans);
        }
    }

    // The spans that are taken of an owner, each with its owner.
    private static Dictionary<ILocalSymbol, ILocalSymbol> Spans(IOperation root)
    {
        var spans = new Dictionary<ILocalSymbol, ILocalSymbol>(SymbolEqualityComparer.Default);
        foreach (IOperation operation in root.Descendants())
        {
            (ILocalSymbol? target, IOperation? value) = operation switch
            {
                IVariableDeclaratorOperation declarator => (declarator.Symbol, declarator.GetVariableInitializer()?.Value),
                ISimpleAssignmentOperation assignment => (ToolkitCode.Local(assignment.Target), assignment.Value),
                _ => (null, null),
            };
            if (target is { Type.IsRefLikeType: true } && Owner(value, spans) is { } owner)
            {
                spans[target] = owner;
            }
        }

        return spans;
    }

    // The local owner whose memory a value points to; null if it points to none.
    private static ILocalSymbol? Owner(IOperation? value, Dictionary<ILocalSymbol, ILocalSymbol> spans)
    {
        for (IOperation? part = ToolkitCode.Bare(value); part is { Type.IsRefLikeType: true };)
        {
            IOperation? inner = part switch
            {
                IPropertyReferenceOperation property
                    => property.Instance ?? (property.Arguments.Length > 0 ? property.Arguments[0].Value : null),
                IImplicitIndexerReferenceOperation indexer => indexer.Instance,
                IInvocationOperation { Instance: { } instance } => instance,
                IInvocationOperation { Arguments: { Length: > 0 } arguments, TargetMethod.IsExtensionMethod: true } => arguments[0].Value,
                IConversionOperation conversion => conversion.Operand,
                _ => null,
            };
            part = ToolkitCode.Bare(inner);
            if (part is ILocalReferenceOperation { Local: var local })
            {
                return IsOwner(local.Type) ? local : spans.TryGetValue(local, out ILocalSymbol? owner) ? owner : null;
            }
        }

        return ToolkitCode.Local(value) is { } direct && spans.TryGetValue(direct, out ILocalSymbol? known) ? known : null;
    }

    private static bool IsOwner(ITypeSymbol type)
        => ToolkitCode.IsDisposable(type)
            && type.Name is not "RecordHdf5"
            && type.AllInterfaces.Append(type).Any(static i => i.Name is "IRecordOwner" or "IDisposable");

    private static void ReportReturned(OperationBlockAnalysisContext context, IOperation root, Dictionary<ILocalSymbol, ILocalSymbol> spans)
    {
        foreach (IReturnOperation returned in root.Descendants().OfType<IReturnOperation>())
        {
            if (returned.ReturnedValue is { } value
                && !ToolkitCode.IsDeferred(returned)
                && Owner(value, spans) is { } owner
                && IsUsing(owner, context.CancellationToken))
            {
                context.ReportDiagnostic(Diagnostic.Create(Rules.SpanOfDisposed, value.Syntax.GetLocation(), owner.Name));
            }
        }
    }

    private static bool IsUsing(ILocalSymbol local, System.Threading.CancellationToken token)
        => local.IsUsing || local.DeclaringSyntaxReferences.Any(r => r.GetSyntax(token).Parent?.Parent
            is Microsoft.CodeAnalysis.CSharp.Syntax.UsingStatementSyntax);

    private static void Follow(
        OperationBlockAnalysisContext context,
        ControlFlowGraph graph,
        ILocalSymbol owner,
        Dictionary<ILocalSymbol, ILocalSymbol> spans)
    {
        var seen = new HashSet<(int Block, bool IsDisposed)>();
        var reported = new HashSet<SyntaxNode>();
        var next = new Stack<(BasicBlock Block, bool IsDisposed)>();
        next.Push((graph.Blocks[0], false));
        while (next.Count > 0)
        {
            (BasicBlock block, bool isDisposed) = next.Pop();
            if (!seen.Add((block.Ordinal, isDisposed)))
            {
                continue;
            }

            foreach (IOperation part in ToolkitCode.Operations(block).SelectMany(static o => o.DescendantsAndSelf()))
            {
                if (part is ISimpleAssignmentOperation assignment
                    && SymbolEqualityComparer.Default.Equals(ToolkitCode.Local(assignment.Target), owner))
                {
                    isDisposed = false;
                }
                else if (IsDispose(part, owner))
                {
                    isDisposed = true;
                }
                else if (isDisposed
                    && part is ILocalReferenceOperation { Local: var used }
                    && part.Parent is not ISimpleAssignmentOperation { Target: ILocalReferenceOperation }
                    && spans.TryGetValue(used, out ILocalSymbol? of)
                    && SymbolEqualityComparer.Default.Equals(of, owner)
                    && reported.Add(part.Syntax))
                {
                    context.ReportDiagnostic(Diagnostic.Create(Rules.SpanOfDisposed, part.Syntax.GetLocation(), owner.Name));
                }
            }

            foreach (ControlFlowBranch branch in ToolkitCode.Successors(block))
            {
                // The end of a using block disposes.
                bool isLeft = branch.FinallyRegions.Any(region => Enumerable
                    .Range(region.FirstBlockOrdinal, region.LastBlockOrdinal - region.FirstBlockOrdinal + 1)
                    .SelectMany(i => ToolkitCode.Operations(graph.Blocks[i]))
                    .SelectMany(static o => o.DescendantsAndSelf())
                    .Any(o => IsDispose(o, owner)));
                next.Push((branch.Destination!, isDisposed || isLeft));
            }
        }
    }

    private static bool IsDispose(IOperation operation, ILocalSymbol owner)
        => operation is IInvocationOperation { TargetMethod.Name: "Dispose", Instance: { } instance }
            && SymbolEqualityComparer.Default.Equals(ToolkitCode.Local(instance), owner);
}
