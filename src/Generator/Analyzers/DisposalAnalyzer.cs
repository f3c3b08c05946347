using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using SchemaToolkit.Generator.Parsing;

namespace SchemaToolkit.Generator.Analyzers;

/// <summary>Reports what the toolkit hands out to be disposed and nobody disposes.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DisposalAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.NotDisposed];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(static c => AnalyzeCall(c, (IInvocationOperation)c.Operation), OperationKind.Invocation);
        context.RegisterOperationAction(static c => AnalyzeLoop(c, (ILoopOperation)c.Operation), OperationKind.Loop);
    }

    private static void AnalyzeCall(OperationAnalysisContext context, IInvocationOperation call)
    {
        ITypeSymbol? type = Awaited(call.Type);
        if (!ToolkitCode.IsOurs(call.TargetMethod) || !ToolkitCode.IsDisposable(type))
        {
            return;
        }

        // The value itself, with what stands around it and does not change it.
        IOperation value = call;
        while (value.Parent is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation or IAwaitOperation)
        {
            value = value.Parent;
        }

        bool isLost = value.Parent switch
        {
            // A lambda that is nothing else, as Assert.Throws takes it, is expected to throw.
            IExpressionStatementOperation statement => !statement.IsImplicit,

            // RecordNpy.Map<T>(path).Records: nobody has the map any more.
            IPropertyReferenceOperation property => property.Instance == value,
            IInvocationOperation outer => outer.Instance == value && outer.TargetMethod.Name is not ("Dispose" or "DisposeAsync" or "ConfigureAwait"),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => IsNeverDisposed(declarator),
            ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
            _ => false,
        };
        if (isLost)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.NotDisposed, call.Syntax.GetLocation(), type!.Name));
        }
    }

    private static void AnalyzeLoop(OperationAnalysisContext context, ILoopOperation loop)
    {
        // Each result of workers.LoadAsync and each chunk of a stream is the loop's to dispose.
        if (loop is IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation variable } each
            && ToolkitCode.IsDisposable(variable.Symbol.Type)
            && ToolkitCode.Bare(each.Collection) is IInvocationOperation call
            && ToolkitCode.IsOurs(call.TargetMethod)
            && !IsKept(each.Body, variable.Symbol))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.NotDisposed, variable.Symbol.Locations[0], variable.Symbol.Type.Name));
        }
    }

    private static bool IsNeverDisposed(IVariableDeclaratorOperation declarator)
    {
        IOperation? group = declarator.Parent?.Parent;
        if (group?.Parent is IUsingDeclarationOperation or IUsingOperation)
        {
            return false;
        }

        IOperation body = declarator;
        while (body.Parent is not null)
        {
            body = body.Parent;
        }

        return !IsKept(body, declarator.Symbol);
    }

    // Whether it is disposed, or given to somebody who may do it.
    private static bool IsKept(IOperation body, ILocalSymbol local)
        => body.Descendants().OfType<ILocalReferenceOperation>()
            .Where(r => SymbolEqualityComparer.Default.Equals(r.Local, local))
            .Any(static r => ToolkitCode.IsDeferred(r) || !IsMereUse(r));

    private static bool IsMereUse(ILocalReferenceOperation reference)
    {
        IOperation value = ToolkitCode.Outermost(reference);
        return value.Parent switch
        {
            IInvocationOperation call when call.Instance == value => call.TargetMethod.Name is not ("Dispose" or "DisposeAsync" or "ConfigureAwait"),
            IArgumentOperation { Parent: IInvocationOperation call } => ToolkitCode.IsOurs(call.TargetMethod),
            IMemberReferenceOperation or IBinaryOperation or IIsPatternOperation or IForEachLoopOperation or IInterpolationOperation => true,
            _ => false,
        };
    }

    private static ITypeSymbol? Awaited(ITypeSymbol? type)
        => type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: { Length: 1 } arguments } ? arguments[0] : type;
}
