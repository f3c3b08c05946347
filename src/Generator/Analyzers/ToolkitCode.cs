using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace SchemaToolkit.Generator.Analyzers;

/// <summary>What the analyzers know of the runtime's types, and how they look at code that uses them.</summary>
internal static class ToolkitCode
{
    /// <summary>Has every body of code looked at.</summary>
    public static void OnBodies(AnalysisContext context, Action<OperationBlockAnalysisContext, IOperation> analyze)
    {
        context.RegisterOperationBlockAction(block =>
        {
            foreach (IOperation root in block.OperationBlocks.Where(static b => b is IBlockOperation or IMethodBodyOperation))
            {
                analyze(block, root);
            }
        });
    }

    /// <summary>Whether a type or method is the toolkit's own.</summary>
    public static bool IsOurs(ISymbol? symbol)
        => symbol?.ContainingNamespace is { Name: "SchemaToolkit", ContainingNamespace.IsGlobalNamespace: true };

    /// <summary>Whether a public type of the toolkit must be disposed.</summary>
    public static bool IsDisposable(ITypeSymbol? type)
        => IsOurs(type) && type is { DeclaredAccessibility: Accessibility.Public } && type.TypeKind is TypeKind.Class or TypeKind.Interface
            && type.AllInterfaces.Append(type).Any(static i => i.Name is "IDisposable" or "IAsyncDisposable");

    /// <summary>The value behind conversions, parentheses and awaits.</summary>
    public static IOperation? Bare(IOperation? operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation { OperatorMethod: null } conversion:
                    operation = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                case IAwaitOperation await:
                    operation = await.Operation;
                    break;

                // await using var x = y.ConfigureAwait(false)
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } instance }:
                    operation = instance;
                    break;
                case IInvocationOperation { TargetMethod: { Name: "ConfigureAwait", IsExtensionMethod: true } } call
                    when call.Arguments is { Length: > 0 } arguments:
                    operation = arguments[0].Value;
                    break;
                default:
                    return operation;
            }
        }
    }

    /// <summary>The local that an operation refers to, behind conversions; <see langword="null"/> if it refers to none.</summary>
    public static ILocalSymbol? Local(IOperation? operation) => (Bare(operation) as ILocalReferenceOperation)?.Local;

    /// <summary>The method that a reference to a local is called on, as an instance or as an extension's first argument, behind
    /// conversions; <see langword="null"/> if it is none.</summary>
    public static IInvocationOperation? CallOn(IOperation reference)
    {
        IOperation child = Outermost(reference);
        return child.Parent switch
        {
            IInvocationOperation call when call.Instance == child => call,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod.IsExtensionMethod: true } call } argument
                when call.Arguments[0] == argument => call,
            _ => null,
        };
    }

    /// <summary>The operation itself with the conversions around it.</summary>
    public static IOperation Outermost(IOperation operation)
    {
        while (operation.Parent is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
        {
            operation = operation.Parent;
        }

        return operation;
    }

    /// <summary>Whether an operation is within a lambda or a local function, so that it runs at an unknown time.</summary>
    public static bool IsDeferred(IOperation operation)
    {
        for (IOperation? o = operation; o is not null; o = o.Parent)
        {
            if (o is IAnonymousFunctionOperation or ILocalFunctionOperation or IFlowAnonymousFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The operations of a block in the order in which they run, its condition last.</summary>
    public static IEnumerable<IOperation> Operations(BasicBlock block)
        => block.BranchValue is { } value ? block.Operations.Append(value) : block.Operations;

    /// <summary>Where execution goes on after a block when nothing is thrown.</summary>
    public static IEnumerable<ControlFlowBranch> Successors(BasicBlock block)
        => new[] { block.FallThroughSuccessor, block.ConditionalSuccessor }
            .Where(static b => b is { Destination: not null }
                && b.Semantics is ControlFlowBranchSemantics.Regular or ControlFlowBranchSemantics.Return)!;
}
