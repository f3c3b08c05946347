using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>Decides which members to emit. Members that the user has written stay, and members that C# cannot have are left out.</summary>
internal static class MemberParser
{
    // The first version with extension members. A number, because this project's Roslyn has no name for it.
    private const LanguageVersion CSharp14 = (LanguageVersion)1400;

    private const string Bytes = "global::System.ReadOnlySpan<byte>";
    private const string Options = "global::SchemaToolkit.TextOptions";

    /// <summary>Why a record cannot have columns; <see langword="null"/> when it can.</summary>
    public static string? NoColumns(TypeModel identity, LanguageVersion version)
        => identity.Accessibility == "private" ? "it is private, so extension members cannot see it"
            : version < CSharp14 ? "extension members need C# 14"
            : null;

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
        LeaveOut("Parse", RecordParts.Parse, Find(type, "Parse", Bytes, Options));
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
        if (Replace(RecordParts.EqualsSelf, "Equals", self) is { DeclaredAccessibility: not Accessibility.Public })
        {
            parts |= RecordParts.EqualsExplicit;
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
            ISymbol? own = method ?? type?.GetMembers(name).FirstOrDefault(static m => m is not IMethodSymbol);
            if (own is null && !fields.Any(f => f.MemberName == name))
            {
                return false;
            }

            parts &= ~part;
            diagnostics.Add(Diagnostic.Create(Rules.MemberLeftOut, own?.Locations[0] ?? location, identity.Name, name));
            return true;
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
                if (own?.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal))
                {
                    parts &= ~RecordParts.WriterAdd;
                }
            }
            else if (PrimaryConstructor(type) is { } primary
                && primary.Parameters.Any(static p => p.RefKind is RefKind.Ref or RefKind.Out))
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

    private static IMethodSymbol? Find(INamedTypeSymbol? type, string name, params string[] parameters)
        => type?.GetMembers(name).OfType<IMethodSymbol>()
            .FirstOrDefault(m => !m.IsImplicitlyDeclared
                && m.TypeParameters.Length == 0
                && m.Parameters.Select(Signature).SequenceEqual(parameters));

    private static string Signature(IParameterSymbol parameter)
        => (parameter.RefKind == RefKind.None ? "" : parameter.RefKind.ToString().ToLowerInvariant() + " ")
            + TypeParser.FullName(parameter.Type);
}
