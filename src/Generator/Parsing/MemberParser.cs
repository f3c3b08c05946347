using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>Decides which members to emit. Members that the user has written stay, and members that C# cannot have are left out.</summary>
internal static class MemberParser
{
    private const string Bytes = "global::System.ReadOnlySpan<byte>";
    private const string Options = "global::SchemaToolkit.TextOptions";

    /// <summary>A member that implements <c>ISharedRecord</c>, which the generator does; <see langword="null"/> if there is none.</summary>
    public static ISymbol? OwnInterface(INamedTypeSymbol type) => type.GetMembers().FirstOrDefault(static m => m switch
    {
        IMethodSymbol method => method.ExplicitInterfaceImplementations.Any(static i => IsSharedRecord(i.ContainingType)),
        IPropertySymbol property => property.ExplicitInterfaceImplementations.Any(static i => IsSharedRecord(i.ContainingType)),
        _ => false,
    });

    /// <summary>All names that a type's members have, those of nested types too, and its own.</summary>
    public static HashSet<string> Names(INamedTypeSymbol type)
        => [.. type.MemberNames, .. type.GetTypeMembers().Select(static t => t.Name), type.Name];

    /// <summary>The parts of a record to emit.</summary>
    /// <param name="type">Its symbol; <see langword="null"/> for a record that a dtype string declares within another.</param>
    /// <param name="identity">Its names.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="hasColumns">Whether it can have columns.</param>
    /// <param name="location">Where to report a field of a dtype string.</param>
    /// <param name="diagnostics">Receives what is left out because a name is taken.</param>
    public static RecordParts Parts(
        INamedTypeSymbol? type,
        TypeModel identity,
        IReadOnlyCollection<FieldModel> fields,
        bool hasColumns,
        Location location,
        List<Diagnostic> diagnostics)
    {
        string self = identity.FullName;
        RecordParts parts = RecordParts.All;
        if (type is not null && FieldTypes.Attribute(type, KnownNames.StructLayoutAttribute) is not null)
        {
            parts &= ~RecordParts.Layout;
        }

        if (type is null || !FieldParser.Fields(type).Any(static f => f.IsRequired))
        {
            parts &= ~RecordParts.SetsRequiredMembers;
        }

        // For a record struct the compiler writes these and allows no others.
        if (type is { IsRecord: true })
        {
            parts &= ~(RecordParts.Operators | RecordParts.EqualsObject);
        }

        LeaveOut("Schema", RecordParts.Schema, type?.GetMembers("Schema").FirstOrDefault());
        LeaveOut("get_Schema", RecordParts.Schema, type?.GetMembers("get_Schema").FirstOrDefault(IsNoAccessor));
        LeaveOut("set_Schema", RecordParts.Schema, type?.GetMembers("set_Schema").FirstOrDefault(IsNoAccessor));
        LeaveOut("Parse", RecordParts.Parse, Find(type, "Parse", Bytes, Options));
        Sep("Parse", RecordParts.SepParse, "global::nietras.SeparatedValues.SepReader.Row");
        Sep("Format", RecordParts.SepFormat, "global::nietras.SeparatedValues.SepWriter.Row");
        LeaveOut("TryParse", RecordParts.TryParse, Find(type, "TryParse", Bytes, Options, "out " + self));
        LeaveOut("TryFormat", RecordParts.TryFormat, Find(type, "TryFormat", "global::System.Span<byte>", "out int", Options));
        LeaveOut("ToString", RecordParts.Text);

        // The compiler warns when a type has only half of equality. So when a field takes the name of one part, all parts
        // are left out, and only IEquatable<T> remains.
        if (LeaveOut("Equals", RecordParts.EqualsSelf | RecordParts.EqualsObject | RecordParts.HashCode | RecordParts.Operators))
        {
            parts |= RecordParts.EqualsExplicit;
        }

        LeaveOut("GetHashCode", RecordParts.HashCode | RecordParts.EqualsObject | RecordParts.Operators);
        LeaveOut("op_Equality", RecordParts.Operators);
        LeaveOut("op_Inequality", RecordParts.Operators);
        if (Replace(RecordParts.EqualsSelf, "Equals", self) is { } equals)
        {
            bool isUsable = equals is { IsStatic: false, ReturnType.SpecialType: SpecialType.System_Boolean };
            parts |= isUsable && equals.DeclaredAccessibility == Accessibility.Public ? 0 : RecordParts.EqualsExplicit;
            parts |= isUsable && !equals.IsReadOnly ? RecordParts.EqualsMutable : 0;
            parts &= isUsable ? ~RecordParts.None : ~(RecordParts.EqualsObject | RecordParts.HashCode | RecordParts.Operators);
        }

        Replace(RecordParts.EqualsObject, "Equals", "object");
        Replace(RecordParts.HashCode, "GetHashCode");
        Replace(RecordParts.Operators, "op_Equality", self, self);
        Replace(RecordParts.Text, "ToString");
        Constructor();
        parts = hasColumns ? parts : parts & ~(RecordParts.Columns | RecordParts.WriterAdd);
        return type is { IsUnmanagedType: false } ? parts & RecordParts.OfManaged : parts;

        // Leaves out and reports a part that a member of the user's replaces: the method, or anything else with the name.
        bool LeaveOut(string name, RecordParts part, ISymbol? method = null)
        {
            ISymbol? own = method
                ?? type?.GetMembers(name).FirstOrDefault(static m => m is not IMethodSymbol)
                ?? (identity.Name.TrimStart('@') == name ? type : null);
            if (own is null && identity.Name != name && !fields.Any(f => f.MemberName == name))
            {
                return false;
            }

            parts &= ~part;
            diagnostics.Add(Diagnostic.Create(Rules.MemberLeftOut, own?.Locations[0] ?? location, identity.Name, name));
            return true;
        }

        // Leaves out what few projects have, without a report: a method of the same parameters, or anything else with the name.
        void Sep(string name, RecordParts part, string row)
        {
            bool isTaken = Find(type, name, row) is not null
                || Find(type, name, row, "global::System.ReadOnlySpan<int>") is not null
                || type?.GetMembers(name).Any(static m => m is not IMethodSymbol) == true
                || identity.Name.TrimStart('@') == name
                || fields.Any(f => f.MemberName == name);
            parts &= isTaken ? ~part : ~RecordParts.None;
        }

        // Leaves out a part without a report: the user's own equality or text is meant to replace it.
        IMethodSymbol? Replace(RecordParts part, string name, params string[] parameters)
        {
            IMethodSymbol? own = Find(type, name, parameters);
            if (own is not null)
            {
                parts &= ~part;
            }

            return own;
        }

        void Constructor()
        {
            IMethodSymbol? own = Find(type, ".ctor", [.. fields.Select(static f => f.TypeName)]);
            if (own is not null || fields.Count == 0)
            {
                parts &= ~RecordParts.Constructor;
                if (own?.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal) || Notices.IsForbidden(own))
                {
                    parts &= ~RecordParts.WriterAdd;
                }
            }
            else if (PrimaryConstructor(type) is { } primary && !CanChain(primary))
            {
                parts &= ~(RecordParts.Constructor | RecordParts.WriterAdd);
                diagnostics.Add(Diagnostic.Create(Rules.MemberLeftOut, primary.Locations[0], identity.Name, identity.Name));
            }
        }
    }

    /// <summary>The call of the primary constructor, if there is one, that every other constructor must make.</summary>
    public static string ConstructorChain(INamedTypeSymbol type)
        => PrimaryConstructor(type) is { } primary
            ? $" : this({string.Join(", ", primary.Parameters.Select(static p => $"default({TypeParser.FullName(p.Type)})!"))})"
            : "";

    private static bool IsNoAccessor(ISymbol member) => member is not IMethodSymbol { AssociatedSymbol: not null };

    // default(T) must be an argument for every parameter.
    private static bool CanChain(IMethodSymbol primary)
        => !Notices.IsForbidden(primary)
            && primary.Parameters.All(static p => p.RefKind is RefKind.None or RefKind.In && !IsUnsafe(p.Type));

    private static bool IsUnsafe(ITypeSymbol type) => type switch
    {
        IPointerTypeSymbol or IFunctionPointerTypeSymbol => true,
        IArrayTypeSymbol array => IsUnsafe(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.Any(IsUnsafe),
        _ => false,
    };

    private static bool IsSharedRecord(INamedTypeSymbol type)
        => type is { Name: "ISharedRecord", ContainingNamespace: { Name: "SchemaToolkit", ContainingNamespace.IsGlobalNamespace: true } };

    /// <summary>A name that no member's name ends with.</summary>
    public static string FreeName(string name, IReadOnlyCollection<string> members)
    {
        while (members.Any(n => n.EndsWith(name, System.StringComparison.Ordinal)))
        {
            name += "_";
        }

        return name;
    }

    private static IMethodSymbol? PrimaryConstructor(INamedTypeSymbol? type)
        => type?.InstanceConstructors
            .FirstOrDefault(static c => c.DeclaringSyntaxReferences.Any(static r => r.GetSyntax() is TypeDeclarationSyntax));

    /// <summary>The user's own method with this name and these parameters; <see langword="null"/> if there is none.</summary>
    public static IMethodSymbol? Find(INamedTypeSymbol? type, string name, params string[] parameters)
        => type?.GetMembers(name).OfType<IMethodSymbol>()
            .FirstOrDefault(m => !m.IsImplicitlyDeclared
                && m.TypeParameters.Length == 0
                && m.Parameters.Select(Signature).SequenceEqual(parameters));

    private static string Signature(IParameterSymbol parameter)
        => (parameter.RefKind == RefKind.None ? "" : parameter.RefKind.ToString().ToLowerInvariant() + " ")
            + (parameter.Type.TypeKind == TypeKind.Dynamic ? "object" : TypeParser.FullName(parameter.Type));
}
