namespace SchemaToolkit.Generator.Model;

/// <summary>The place of a declared type: what is needed to declare its other half in another file.</summary>
/// <param name="Namespace">The namespace, escaped; empty for the global one.</param>
/// <param name="Containers">The types around it, outermost first.</param>
/// <param name="Keyword"><c>struct</c> or <c>record struct</c>.</param>
/// <param name="Name">The name, escaped.</param>
/// <param name="FullName">The name, starting with <c>global::</c>.</param>
/// <param name="Accessibility"><c>public</c> or <c>internal</c> as other code of the assembly sees it; <c>private</c>
/// when code outside its container cannot name it.</param>
/// <param name="HintName">The generated file's name without <c>.g.cs</c>.</param>
/// <param name="Suppressed">Warnings to suppress in the generated file. The compiler reports them wherever the type is named or
/// declared, so the user already sees them in their own code.</param>
internal sealed record TypeModel(
    string Namespace,
    EquatableArray<ContainerModel> Containers,
    string Keyword,
    string Name,
    string FullName,
    string Accessibility,
    string HintName,
    string Suppressed)
{
    /// <summary>Whether it is a readonly struct.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>The <c>[Obsolete]</c> of the type or of one around it, as C# source; empty without one.</summary>
    public string Obsolete { get; init; } = "";
}

/// <summary>One type around a declared type.</summary>
/// <param name="Keyword">The keyword that declares it, such as <c>class</c>.</param>
/// <param name="Name">The name, escaped.</param>
internal sealed record ContainerModel(string Keyword, string Name);
