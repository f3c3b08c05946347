using System;
using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using SchemaToolkit.Generator.Parsing;

namespace SchemaToolkit.Generator.Analyzers;

/// <summary>Reports a constant text that is converted to a fixed text type it does not fit: at run time the conversion
/// would throw, every time.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TextLengthAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.TextTooLong];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(static c => Analyze(c, (IConversionOperation)c.Operation), OperationKind.Conversion);
    }

    private static void Analyze(OperationAnalysisContext context, IConversionOperation conversion)
    {
        if (conversion.OperatorMethod is null
            || conversion.Type is null
            || Text(conversion.Operand) is not { } text
            || FieldTypes.Attribute(conversion.Type, KnownNames.FixedTextAttribute) is not { } attribute
            || FieldTypes.TextLength(attribute, out _) is var length && Length(text, FieldTypes.IsUtf32(attribute)) <= length
            || IsMeantToThrow(conversion.Syntax))
        {
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(Rules.TextTooLong, conversion.Operand.Syntax.GetLocation(), Length(text, FieldTypes.IsUtf32(attribute)), FieldTypes.IsUtf32(attribute) ? "characters" : "bytes", conversion.Type.Name, length));
    }

    // Null for what is only known at run time.
    private static string? Text(IOperation operand) => operand switch
    {
        IUtf8StringOperation utf8 => utf8.Value,
        { ConstantValue: { HasValue: true, Value: string text } } => text,
        _ => null,
    };

    private static int Length(string text, bool isUtf32) => isUtf32 ? Encoding.UTF32.GetByteCount(text) / 4 : Encoding.UTF8.GetByteCount(text);

    // Assert.Throws(() => { S10 x = "much too long"; }) says itself what it expects.
    private static bool IsMeantToThrow(SyntaxNode node)
    {
        for (AnonymousFunctionExpressionSyntax? lambda = node.FirstAncestorOrSelf<AnonymousFunctionExpressionSyntax>(); lambda is not null; lambda = lambda.Parent?.FirstAncestorOrSelf<AnonymousFunctionExpressionSyntax>())
        {
            if (lambda.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: var called } })
            {
                SimpleNameSyntax? name = called is MemberAccessExpressionSyntax member ? member.Name : called as SimpleNameSyntax;
                if (name?.Identifier.ValueText.StartsWith("Throws", StringComparison.Ordinal) == true)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
