using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SchemaToolkit.Generator.Tests;

/// <summary>The rooms of a folder of sources: which uses which, seen by the names of types in the code.</summary>
internal sealed class Rooms
{
    private readonly List<(string Room, string File, HashSet<string> Names)> _files = [];
    private readonly Dictionary<string, string> _roomOf = [];

    /// <param name="folder">Where the sources are; each folder below it is a room, the folder itself is the room ".".</param>
    public Rooms(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string room = Path.GetRelativePath(folder, Path.GetDirectoryName(file)!).Replace('\\', '/');
            if (room.Split('/')[0] is not ("bin" or "obj"))
            {
                Add(room, file);
            }
        }
    }

    public IEnumerable<string> Names => _files.Select(static file => file.Room).Distinct();

    /// <summary>The types of other rooms that a room's files name, each with its room.</summary>
    public IEnumerable<(string File, string Type, string Room)> UsesOf(string room)
        => from file in _files
           where file.Room == room
           from name in file.Names
           where _roomOf.TryGetValue(name, out string? other) && other != room
           select (file.File, name, _roomOf[name]);

    private void Add(string room, string file)
    {
        SyntaxNode root = CSharpSyntaxTree.ParseText(File.ReadAllText(file), new CSharpParseOptions(LanguageVersion.Preview)).GetRoot();
        foreach (MemberDeclarationSyntax type in root.DescendantNodes().OfType<MemberDeclarationSyntax>().Where(static node => node.Parent is BaseNamespaceDeclarationSyntax or CompilationUnitSyntax))
        {
            string? name = (type as BaseTypeDeclarationSyntax)?.Identifier.Text ?? (type as DelegateDeclarationSyntax)?.Identifier.Text;
            if (name is not null)
            {
                _roomOf[name] = room;
            }
        }

        _files.Add((room, Path.GetFileName(file), [.. root.DescendantNodes().OfType<SimpleNameSyntax>().Where(IsTypeOrStart).Select(static name => name.Identifier.Text)]));
    }

    // A type's name, or what a chain of names starts with; not a member behind a dot, unless a namespace is before the dot.
    private static bool IsTypeOrStart(SimpleNameSyntax name)
        => name.Parent switch
        {
            MemberAccessExpressionSyntax access => access.Expression == name,
            MemberBindingExpressionSyntax or NameColonSyntax or NameEqualsSyntax => false,
            AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment => assignment.Left != name,
            _ => true,
        };
}
