using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SchemaToolkit.Generator.Model;
using SchemaToolkit.Generator.Parsing.Dtypes;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>Makes the model of a record that a dtype string declares: its fields, and the types that they need and that do
/// not exist yet. Those types are nested in the record.</summary>
internal sealed class DtypeParser
{
    private static readonly HashSet<int> _readyTexts = [.. Enumerable.Range(1, 64), 80, 100, 128, 200, 255, 256];

    private readonly TypeModel _root;
    private readonly string _extensions;
    private readonly bool _hasColumns;
    private readonly ExpressionSyntax _literal;
    private readonly List<Diagnostic> _diagnostics;
    private readonly HashSet<string> _taken;
    private readonly Dictionary<string, FixedTextModel> _texts = [];
    private readonly Dictionary<string, ArrayModel> _arrays = [];
    private readonly List<RecordModel> _records = [];

    private DtypeParser(INamedTypeSymbol type, TypeModel root, bool hasColumns, ExpressionSyntax literal, List<Diagnostic> diagnostics)
    {
        _root = root;
        _extensions = TypeParser.ExtensionsName(type);
        _hasColumns = hasColumns;
        _literal = literal;
        _diagnostics = diagnostics;
        _taken = MemberParser.Names(type);
    }

    /// <summary>The model of a record; <see langword="null"/> when the string is not valid.</summary>
    public static RecordModel? Parse(
        INamedTypeSymbol type,
        TypeModel root,
        string text,
        bool aligned,
        bool hasColumns,
        ExpressionSyntax literal,
        List<Diagnostic> diagnostics)
    {
        try
        {
            var parser = new DtypeParser(type, root, hasColumns, literal, diagnostics);
            RecordModel record = parser.Record(DtypeReader.Read(text, aligned), type, root, parser._taken);
            return record with
            {
                ConstructorChain = MemberParser.ConstructorChain(type),
                Texts = new([.. parser._texts.Values]),
                Arrays = new([.. parser._arrays.Values]),
                Records = new(parser._records),
            };
        }
        catch (DtypeException e)
        {
            diagnostics.Add(Diagnostic.Create(Rules.BadDtype, LiteralLocation.Of(literal, e.Position), e.Message));
            return null;
        }
    }

    private RecordModel Record(RecordDtype dtype, INamedTypeSymbol? symbol, TypeModel type, HashSet<string> taken)
    {
        DtypeLayout layout = DtypeLayout.Of(dtype);
        CheckNames(dtype);
        var parameters = new HashSet<string>();
        var names = new HashSet<string>(dtype.Fields.Select(static f => f.Name));

        // All field names come first, because names of types give way to names of fields.
        List<string> members = [.. dtype.Fields.Select(f => Member(f, taken, names))];
        var fields = new List<FieldModel>();
        foreach (DtypeField field in dtype.Fields)
        {
            string member = members[fields.Count];
            (FieldTypeModel model, string csharp) = Type(field.Type, member);
            fields.Add(new FieldModel(
                TypeParser.Escape(member),
                member,
                field.Name,
                TypeParser.Escape(FieldParser.Free(ColumnNames.CamelCase(member), parameters)),
                csharp,
                model,
                layout.Offsets[fields.Count],
                IsReadOnly: type.IsReadOnly));
        }

        fields = FieldParser.WithElementColumns(fields);
        return new RecordModel(
            type,
            dtype.IsAligned,
            layout.Size,
            layout.Alignment,
            new EquatableArray<FieldModel>(fields),
            MemberParser.Parts(symbol, type, fields, _hasColumns, _literal.GetLocation(), _diagnostics),
            MemberParser.FreeName("RecordColumns", taken),
            _extensions,
            FieldParser.Free("writer", parameters),
            ConstructorChain: "")
        {
            EmitsFields = true,
            IsExplicit = layout.IsExplicit,
        };
    }

    private static void CheckNames(RecordDtype dtype)
    {
        var columns = new HashSet<string>();
        foreach (DtypeField field in dtype.Fields)
        {
            string? fault = DtypeReader.Fault(field.Name);
            if (!columns.Add(field.Name) || fault is not null)
            {
                throw new DtypeException(fault ?? $"there are two fields '{field.Name}'", field.Position);
            }
        }
    }

    // The given name, changed where C# cannot have it.
    private string Member(DtypeField field, HashSet<string> taken, HashSet<string> names)
    {
        string member = field.Name;
        if (!SyntaxFacts.IsValidIdentifier(member))
        {
            var mended = new StringBuilder();
            foreach (char c in member)
            {
                bool isValid = SyntaxFacts.IsIdentifierPartCharacter(c)
                    && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.Format;
                mended.Append(isValid ? c : '_');
            }

            member = SyntaxFacts.IsIdentifierStartCharacter(mended[0]) ? mended.ToString() : "_" + mended;
        }

        // A changed name gives way to another field's given name.
        while (taken.Contains(member) || (member != field.Name && names.Contains(member)) || IsReserved(member, names))
        {
            member += "_";
        }

        taken.Add(member);
        if (member != field.Name)
        {
            _diagnostics.Add(Diagnostic.Create(Rules.NameMended, LiteralLocation.Of(_literal, field.Position), field.Name, member));
        }

        return member;
    }

    // C# gives these names to accessors and operators.
    private static bool IsReserved(string member, HashSet<string> names)
        => member is "get_Schema" or "set_Schema" or "op_Equality" or "op_Inequality" || FieldParser.IsAccessor(member, names);

    private (FieldTypeModel Model, string CSharp) Type(Dtype dtype, string member)
    {
        switch (dtype)
        {
            case RecordDtype record:
                return Nested(record, member);
            case ArrayDtype array:
                (FieldTypeModel model, string csharp) = Type(array.Element, member);
                foreach (int length in array.Shape.Reverse())
                {
                    (model, csharp) = Array(model, csharp, length);
                }

                return (model, csharp);
            case ScalarDtype { Kind: 'S' or 'U', Size: var length, Kind: var kind }:
                return (FieldTypes.Text(length, kind == 'U'), Text(length, kind == 'U'));
            default:
                var scalar = (ScalarDtype)dtype;
                (FieldTypeModel number, string name) = scalar.Kind switch
                {
                    'M' => (TimeUnits.Dtype(isDelta: false, scalar.Unit), "global::SchemaToolkit.Datetime64"),
                    'm' => (TimeUnits.Dtype(isDelta: true, scalar.Unit), "global::SchemaToolkit.Timedelta64"),
                    _ => FieldTypes.OfCode($"{scalar.Kind}{scalar.Size}"),
                };
                return scalar.IsBigEndian
                    ? (CompositeTypes.Swapped(number), $"global::SchemaToolkit.BigEndian<{name}>")
                    : (number, name);
        }
    }

    private string Text(int length, bool isUtf32)
    {
        if (!isUtf32 && _readyTexts.Contains(length))
        {
            return $"global::SchemaToolkit.S{length}";
        }

        string key = $"{(isUtf32 ? 'U' : 'S')}{length}";
        if (!_texts.TryGetValue(key, out FixedTextModel? text))
        {
            text = new FixedTextModel(Within(FieldParser.Free(key, _taken)), length, isUtf32, TextMembers.Default(isUtf32));
            _texts.Add(key, text);
        }

        return text.Type.FullName;
    }

    private (FieldTypeModel Model, string CSharp) Array(FieldTypeModel element, string csharp, int length)
    {
        FieldTypeModel model = CompositeTypes.ArrayOf(element, csharp, length);
        string key = $"{csharp}[{length}]";
        if (!_arrays.TryGetValue(key, out ArrayModel? array))
        {
            // Such as IntArray3, S10Array2x3, BigEndianDoubleArray4.
            string innermost = model.Element.Substring(model.Element.LastIndexOfAny(['.', '<']) + 1).TrimEnd('>');
            string order = model.Element.Contains("BigEndian<") ? "BigEndian" : "";
            string name = $"{order}{Capitalize(innermost)}Array{model.Dimensions.Replace(", ", "x")}";
            array = new ArrayModel(FieldParser.Free(name, _taken), length, csharp, model.Dtype);
            _arrays.Add(key, array);
        }

        return (model, $"{_root.FullName}.{array.Name}");
    }

    private (FieldTypeModel Model, string CSharp) Nested(RecordDtype dtype, string member)
    {
        TypeModel type = Within(FieldParser.Free($"{Capitalize(member)}Record", _taken));
        RecordModel record = Record(dtype, null, type, [type.Name]);
        _records.Add(record with { NestedDtype = dtype.Text, ExtensionsName = $"{_extensions}_{type.Name}" });
        return (CompositeTypes.Nested(type.Name, type.FullName, record.Size, record.Alignment), type.FullName);
    }

    private static string Capitalize(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);

    private TypeModel Within(string name) => _root with
    {
        Containers = new([.. _root.Containers, new ContainerModel(_root.Keyword, _root.Name)]),
        Keyword = "struct",
        IsReadOnly = false,
        Name = name,
        FullName = $"{_root.FullName}.{name}",
    };
}
