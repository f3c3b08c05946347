using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SchemaToolkit.Generator.Model;
using SchemaToolkit.Generator.Parsing.Dtypes;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>Makes models, with offsets, of a record's public fields. A field that is not valid is reported and left
/// out, so that the rest of the user's code still finds the generated members.</summary>
internal static class FieldParser
{
    public static List<FieldModel> Parse(INamedTypeSymbol type, bool aligned, List<Diagnostic> diagnostics, CancellationToken token)
    {
        List<IFieldSymbol> symbols = [.. Fields(type)];
        ReportSecondDeclaration(type, symbols, diagnostics, token);
        var names = new HashSet<string>(symbols.Select(static f => f.Name));
        var parameters = new HashSet<string>();
        var byColumn = new Dictionary<string, string>();
        var fields = new List<FieldModel>();
        int end = 0;
        foreach (IFieldSymbol symbol in symbols)
        {
            token.ThrowIfCancellationRequested();
            if (Dtype(symbol, diagnostics) is not { } dtype || Column(symbol, byColumn, diagnostics) is not { } column)
            {
                continue;
            }

            int offset = RoundUp(end, aligned ? dtype.Alignment : 1);
            if (offset > DtypeLayout.MaxSize - dtype.Size)
            {
                const string Why = "with it, the record is larger than the 128 MiB that .NET gives a struct";
                string name = symbol.Type.ToDisplayString();
                diagnostics.Add(Diagnostic.Create(Rules.UnsupportedType, symbol.Locations[0], symbol.Name, name, Why));
                continue;
            }

            byColumn.Add(column, symbol.Name);
            fields.Add(new FieldModel(
                TypeParser.Escape(symbol.Name),
                symbol.Name,
                column,
                TypeParser.Escape(Parameter(symbol.Name, names, parameters)),
                TypeParser.FullName(symbol.Type),
                dtype,
                offset,
                symbol.IsReadOnly)
            {
                Obsolete = Notices.ObsoleteColumn(symbol),
                IsForbidden = Notices.IsForbidden(symbol),
            });
            end = offset + dtype.Size;
        }

        return fields;
    }

    /// <summary>The fields with names for the methods that give columns of single elements: <c>ValuesAt</c> for a sub-array
    /// <c>Values</c>.</summary>
    public static List<FieldModel> WithElementColumns(List<FieldModel> fields)
    {
        var taken = new HashSet<string>(fields.Select(static f => f.MemberName));
        return [.. fields.Select(f => f.Type.Dimensions.Length == 0 ? f : f with { ElementColumn = Free(f.MemberName + "At", taken) })];
    }

    /// <summary>The fields with names for the columns' properties. <c>get_X</c> beside <c>X</c> cannot be the name of one: C# names the
    /// accessor of <c>X</c> so.</summary>
    public static List<FieldModel> WithProperties(
        INamedTypeSymbol type,
        List<FieldModel> fields,
        bool hasColumns,
        List<Diagnostic> diagnostics)
    {
        var names = new HashSet<string>(fields.Select(static f => f.MemberName));
        if (!hasColumns || !names.Any(n => IsAccessor(n, names)))
        {
            return fields;
        }

        var result = new List<FieldModel>();
        foreach (FieldModel field in fields)
        {
            string name = field.MemberName;
            while (IsAccessor(name, names) || (name != field.MemberName && names.Contains(name)))
            {
                name += "_";
            }

            if (name == field.MemberName)
            {
                result.Add(field);
                continue;
            }

            Location location = type.GetMembers(field.MemberName)[0].Locations[0];
            diagnostics.Add(Diagnostic.Create(Rules.PropertyRenamed, location, field.MemberName, name));
            names.Add(name);
            result.Add(field with { Property = TypeParser.Escape(name) });
        }

        return result;
    }

    /// <summary>Whether C# gives this name to an accessor of a property with one of these names.</summary>
    public static bool IsAccessor(string name, ICollection<string> properties)
        => (name.StartsWith("get_", System.StringComparison.Ordinal) || name.StartsWith("set_", System.StringComparison.Ordinal))
            && properties.Contains(name.Substring(4));

    /// <summary>The fields that are columns.</summary>
    public static IEnumerable<IFieldSymbol> Fields(INamedTypeSymbol type)
        => type.GetMembers().OfType<IFieldSymbol>()
            .Where(static f => f is { IsStatic: false, IsImplicitlyDeclared: false, AssociatedSymbol: null }
                && f.DeclaredAccessibility == Accessibility.Public);

    public static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    /// <summary>Takes a name that is still free: the given one, with underscores added if needed.</summary>
    public static string Free(string name, HashSet<string> taken)
    {
        while (!taken.Add(name))
        {
            name += "_";
        }

        return name;
    }

    private static void ReportSecondDeclaration(
        INamedTypeSymbol type,
        List<IFieldSymbol> symbols,
        List<Diagnostic> diagnostics,
        CancellationToken token)
    {
        TypeDeclarationSyntax? first = null;
        foreach (IFieldSymbol symbol in symbols)
        {
            var declaration = symbol.DeclaringSyntaxReferences[0].GetSyntax(token).FirstAncestorOrSelf<TypeDeclarationSyntax>();
            first ??= declaration;
            if (declaration != first)
            {
                diagnostics.Add(Diagnostic.Create(Rules.SeveralDeclarations, symbol.Locations[0], type.Name));
                return;
            }
        }
    }

    private static FieldTypeModel? Dtype(IFieldSymbol symbol, List<Diagnostic> diagnostics)
    {
        string why;
        FieldTypeModel? dtype = null;
        if (symbol.IsFixedSizeBuffer)
        {
            why = "declare an [InlineArray(n)] struct instead of a fixed buffer";
        }
        else if (symbol.IsVolatile)
        {
            why = "records do not guarantee the alignment that volatile fields need; remove 'volatile'";
        }
        else if (symbol.Type.TypeKind == TypeKind.Error)
        {
            // A type that a dtype makes exists only after generating.
            why = symbol.Type.ContainingType is { } around && CompositeTypes.IsRecord(around)
                ? $"the generator cannot see a type that is written for '{around.Name}'; declare it as a [SharedRecord] of your own"
                : "the generator cannot see the type: it does not exist, or another generator writes it";
        }
        else
        {
            dtype = FieldTypes.Of(symbol, out why);
        }

        if (dtype is not null && !TimeUnits.IsTime(dtype) && FieldTypes.Attribute(symbol, KnownNames.TimeUnitAttribute) is not null)
        {
            diagnostics.Add(Diagnostic.Create(Rules.UnitOfNoTime, symbol.Locations[0], symbol.Name));
        }

        if (dtype is null)
        {
            diagnostics.Add(Diagnostic.Create(
                Rules.UnsupportedType,
                symbol.Locations[0],
                symbol.Name,
                symbol.Type.ToDisplayString(),
                why));
        }

        return dtype;
    }

    private static string? Column(IFieldSymbol symbol, Dictionary<string, string> byColumn, List<Diagnostic> diagnostics)
    {
        string column = FieldTypes.Attribute(symbol, KnownNames.ColumnAttribute) is { } named
            && FieldTypes.FirstArgument(named) is string given
            ? given
            : ColumnNames.SnakeCase(symbol.Name);
        if (column.Length == 0 || DtypeReader.Fault(column) is not null)
        {
            diagnostics.Add(Diagnostic.Create(Rules.BadColumnName, symbol.Locations[0], symbol.Name));
            return null;
        }

        if (byColumn.TryGetValue(column, out string? other))
        {
            diagnostics.Add(Diagnostic.Create(Rules.DuplicateColumn, symbol.Locations[0], other, symbol.Name, column));
            return null;
        }

        return column;
    }

    // A parameter keeps its field's name when another field has the camel-case name: Chr and chr give "Chr" and "chr".
    private static string Parameter(string field, HashSet<string> fields, HashSet<string> taken)
    {
        string camel = ColumnNames.CamelCase(field);
        return Free(camel != field && fields.Contains(camel) ? field : camel, taken);
    }
}
