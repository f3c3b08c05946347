using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>The public fields of a record → models with their offsets. A field that cannot be is reported and left
/// out, so that the rest of the user's code still finds the generated members.</summary>
internal static class FieldParser
{
    public static List<FieldModel> Parse(INamedTypeSymbol type, bool aligned, List<Diagnostic> diagnostics, CancellationToken token)
    {
        List<IFieldSymbol> symbols = [.. type.GetMembers().OfType<IFieldSymbol>()
            .Where(static f => f is { IsStatic: false, IsImplicitlyDeclared: false, DeclaredAccessibility: Accessibility.Public })];
        if (symbols.Select(static f => f.DeclaringSyntaxReferences[0].GetSyntax().FirstAncestorOrSelf<Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax>()).Distinct().Count() > 1)
        {
            diagnostics.Add(Diagnostic.Create(Rules.SeveralDeclarations, type.Locations[0], type.Name));
            return [];
        }

        var names = new HashSet<string>(symbols.Select(static f => f.Name));
        var byColumn = new Dictionary<string, string>();
        var fields = new List<FieldModel>();
        int end = 0;
        foreach (IFieldSymbol symbol in symbols)
        {
            token.ThrowIfCancellationRequested();
            if (symbol.Type.TypeKind == TypeKind.Error)
            {
                continue; // The compiler says so itself.
            }

            string why = symbol.IsFixedSizeBuffer ? "declare an [InlineArray(n)] struct instead of a fixed buffer" : "";
            FieldTypeModel? dtype = symbol.IsFixedSizeBuffer ? null : FieldTypes.Of(symbol.Type, out why);
            if (dtype is null)
            {
                diagnostics.Add(Diagnostic.Create(Rules.UnsupportedType, symbol.Locations[0], symbol.Name, symbol.Type.ToDisplayString(), why));
                continue;
            }

            string column = FieldTypes.Attribute(symbol, KnownNames.ColumnAttribute) is { } named && FieldTypes.FirstArgument(named) is string given
                ? given
                : ColumnNames.SnakeCase(symbol.Name);
            if (byColumn.TryGetValue(column, out string? other))
            {
                diagnostics.Add(Diagnostic.Create(Rules.DuplicateColumn, symbol.Locations[0], other, symbol.Name, column));
                continue;
            }

            byColumn.Add(column, symbol.Name);
            int offset = RoundUp(end, aligned ? dtype.Alignment : 1);
            string camel = ColumnNames.CamelCase(symbol.Name);
            fields.Add(new FieldModel(
                TypeParser.Escape(symbol.Name),
                symbol.Name,
                column,
                TypeParser.Escape(camel != symbol.Name && names.Contains(camel) ? symbol.Name : camel),
                TypeParser.FullName(symbol.Type),
                dtype,
                offset,
                symbol.IsReadOnly));
            end = offset + dtype.Size;
        }

        return fields;
    }

    public static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
