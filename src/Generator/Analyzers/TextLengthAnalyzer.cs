using System;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using SchemaToolkit.Generator.Parsing;

namespace SchemaToolkit.Generator.Analyzers;

/// <summary>Reports a constant text that does not fit the fixed text type it is converted to. At run time the conversion
/// would always throw.</summary>
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
            || (FieldTypes.TextLength(attribute, out _) is var length && Length(text, FieldTypes.IsUtf32(attribute)) <= length)
            || IsMeantToThrow(conversion.Syntax))
        {
            return;
        }

        bool isUtf32 = FieldTypes.IsUtf32(attribute);
        context.ReportDiagnostic(Diagnostic.Create(
            Rules.TextTooLong,
            conversion.Operand.Syntax.GetLocation(),
            Length(text, isUtf32),
            isUtf32 ? "code points" : "bytes",
            conversion.Type.Name,
            length));
    }

    // Null when the text is known only at run time.
    private static string? Text(IOperation operand) => operand switch
    {
        IUtf8StringOperation utf8 => utf8.Value,
        { ConstantValue: { HasValue: true, Value: string text } } => text,
        _ => null,
    };

    private static int Length(string text, bool isUtf32)
        => isUtf32 ? Encoding.UTF32.GetByteCount(text) / 4 : Encoding.UTF8.GetByteCount(text);

    // Whether the code is in a lambda passed to a method named Throws…: Assert.Throws(() => { S10 x = "much too long"; }).
    private static bool IsMeantToThrow(SyntaxNode node)
    {
        foreach (AnonymousFunctionExpressionSyntax lambda in node.AncestorsAndSelf().OfType<AnonymousFunctionExpressionSyntax>())
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
