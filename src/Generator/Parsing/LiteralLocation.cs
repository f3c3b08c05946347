using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>Finds the place in the source of a character of a string's value.</summary>
internal static class LiteralLocation
{
    /// <summary>The place of a character; of the whole expression when it is not a single literal.</summary>
    public static Location Of(ExpressionSyntax expression, int position)
    {
        if (expression is LiteralExpressionSyntax literal && Start(literal.Token, position) is { } start)
        {
            int end = start < literal.Token.Span.End ? start + 1 : start;
            return Location.Create(expression.SyntaxTree, TextSpan.FromBounds(start, end));
        }

        return expression.GetLocation();
    }

    private static int? Start(SyntaxToken token, int position)
    {
        string source = token.Text;
        bool isVerbatim = source[0] == '@';
        if (token.IsKind(SyntaxKind.SingleLineRawStringLiteralToken))
        {
            int quotes = source.Length - source.TrimStart('"').Length;
            return token.SpanStart + quotes + position;
        }

        if (token.IsKind(SyntaxKind.MultiLineRawStringLiteralToken))
        {
            return token.SpanStart + RawLine(source, position);
        }

        int i = isVerbatim ? 2 : 1;
        for (; position > 0 && i < source.Length - 1; position--)
        {
            i += isVerbatim ? (source[i] == '"' ? 2 : 1) : Escape(source, i);
        }

        return token.SpanStart + i;
    }

    // The value is every line except the first and the last, without the indentation of the last line.
    private static int RawLine(string source, int position)
    {
        int indentation = source.Length - source.TrimEnd('"').Length;
        int last = source.LastIndexOf('\n') + 1;
        indentation = source.Length - indentation - last;
        int line = source.IndexOf('\n') + 1;
        while (line < last)
        {
            int next = source.IndexOf('\n', line) + 1;
            int skipped = System.Math.Min(indentation, next - line - 1);
            int length = next - line - skipped;
            if (position < length || next >= last)
            {
                return System.Math.Min(line + skipped + position, last - 1);
            }

            position -= length;
            line = next;
        }

        return 0;
    }

    // The number of source characters for one character of the value.
    private static int Escape(string source, int i)
    {
        if (source[i] != '\\')
        {
            return 1;
        }

        switch (source[i + 1])
        {
            case 'u':
                return 6;
            case 'U':
                return 10;
            case 'x':
                int digits = 0;
                while (digits < 4 && System.Uri.IsHexDigit(source[i + 2 + digits]))
                {
                    digits++;
                }

                return 2 + digits;
            default:
                return 2;
        }
    }
}
