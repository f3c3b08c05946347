using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using SchemaToolkit.Generator.Parsing;

namespace SchemaToolkit.Generator.Analyzers;

/// <summary>Reports a writer or file that has been written to and is disposed on some path without <c>Publish</c> or <c>Complete</c>:
/// nothing of it would be kept.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CompletionAnalyzer : DiagnosticAnalyzer
{
    private enum State
    {
        None,
        Created,
        Written,
    }

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.NotCompleted];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        ToolkitCode.OnBodies(context, Analyze);
    }

    private static void Analyze(OperationBlockAnalysisContext context, IOperation root)
    {
        Dictionary<ILocalSymbol, IInvocationOperation> created = Created(root);
        if (created.Count == 0)
        {
            return;
        }

        ControlFlowGraph graph = context.GetControlFlowGraph(root);
        foreach (KeyValuePair<ILocalSymbol, IInvocationOperation> local in created)
        {
            string finish = Finish(local.Value)!;
            if (!Escapes(root, local.Key) && IsLeftWritten(graph, local.Key, finish))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Rules.NotCompleted,
                    local.Value.Syntax.GetLocation(),
                    local.Key.Name,
                    finish));
            }
        }
    }

    private static Dictionary<ILocalSymbol, IInvocationOperation> Created(IOperation root)
    {
        var created = new Dictionary<ILocalSymbol, IInvocationOperation>(SymbolEqualityComparer.Default);
        foreach (IVariableDeclaratorOperation declarator in root.Descendants().OfType<IVariableDeclaratorOperation>())
        {
            if (ToolkitCode.Bare(declarator.GetVariableInitializer()?.Value) is IInvocationOperation call
                && Finish(call) is not null
                && !ToolkitCode.IsDeferred(declarator))
            {
                created[declarator.Symbol] = call;
            }
        }

        return created;
    }

    // The method that keeps what was written; null if the call creates nothing that needs one.
    private static string? Finish(IInvocationOperation call)
        => !ToolkitCode.IsOurs(call.TargetMethod) ? null
            : (call.TargetMethod.ContainingType.Name, call.TargetMethod.Name, call.Type?.Name) switch
            {
                (_, _, "SharedRecordWriter" or "SharedTableWriter") => "Publish",
                (_, _, "SharedRecordStreamWriter") => "Complete",
                ("RecordHdf5", "Create" or "Edit", "RecordHdf5") => "Complete",
                _ => null,
            };

    // Whether others may complete it: it is returned, stored, captured, or given to code that is not the toolkit's.
    private static bool Escapes(IOperation root, ILocalSymbol local)
        => root.Descendants().OfType<ILocalReferenceOperation>()
            .Where(r => SymbolEqualityComparer.Default.Equals(r.Local, local))
            .Any(static r => ToolkitCode.IsDeferred(r) || !(IsUse(r) || IsResource(r)));

    private static bool IsUse(ILocalReferenceOperation reference)
        => ToolkitCode.CallOn(reference) is not null
            || ToolkitCode.Outermost(reference).Parent switch
            {
                IMemberReferenceOperation => true,
                IArgumentOperation { Parent: IInvocationOperation call } => ToolkitCode.IsOurs(call.TargetMethod),
                IBinaryOperation or IIsPatternOperation => true,
                _ => false,
            };

    private static bool IsResource(ILocalReferenceOperation reference) => ToolkitCode.Outermost(reference).Parent is IUsingOperation;

    private static bool IsLeftWritten(ControlFlowGraph graph, ILocalSymbol local, string finish)
    {
        // Each pair of block and state is visited once.
        var seen = new HashSet<(int Block, State State)>();
        var next = new Stack<(BasicBlock Block, State State)>();
        next.Push((graph.Blocks[0], State.None));
        while (next.Count > 0)
        {
            (BasicBlock block, State state) = next.Pop();
            if (!seen.Add((block.Ordinal, state)))
            {
                continue;
            }

            if (block.Kind == BasicBlockKind.Exit && state == State.Written)
            {
                return true;
            }

            foreach (IOperation operation in ToolkitCode.Operations(block))
            {
                state = After(operation, local, finish, state);
            }

            foreach (ControlFlowBranch branch in ToolkitCode.Successors(block))
            {
                next.Push((branch.Destination!, state));
            }
        }

        return false;
    }

    private static State After(IOperation operation, ILocalSymbol local, string finish, State state)
    {
        foreach (IOperation part in operation.DescendantsAndSelf())
        {
            if (part is ISimpleAssignmentOperation assignment
                && SymbolEqualityComparer.Default.Equals(ToolkitCode.Local(assignment.Target), local))
            {
                state = State.Created;
            }
            else if (part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local))
            {
                string? called = ToolkitCode.CallOn(reference)?.TargetMethod.Name;
                state = called == finish || called == "Dispose" ? State.None
                    : called is not null || ToolkitCode.Outermost(reference).Parent is IArgumentOperation ? State.Written
                    : state;
            }
        }

        return state;
    }
}
