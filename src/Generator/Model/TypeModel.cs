namespace SchemaToolkit.Generator.Model;

/// <summary>Where a declared type stands: what is needed to open it again in another file.</summary>
/// <param name="Namespace">Its namespace, escaped; empty for the global one.</param>
/// <param name="Containers">The types around it, outermost first.</param>
/// <param name="Keyword"><c>struct</c> or <c>record struct</c>.</param>
/// <param name="Name">Its name, escaped.</param>
/// <param name="FullName">Its name from <c>global::</c> on.</param>
/// <param name="Accessibility"><c>public</c> or <c>internal</c> as other code of the assembly sees it; <c>private</c>
/// when code outside its container cannot name it.</param>
/// <param name="HintName">The generated file's name, without its ending; unique even where case does not count.</param>
/// <param name="Suppressed">Warnings the compiler gives wherever the type is named or declared, the user's own code
/// included, where they belong.</param>
internal sealed record TypeModel(
    string Namespace,
    EquatableArray<ContainerModel> Containers,
    string Keyword,
    string Name,
    string FullName,
    string Accessibility,
    string HintName,
    string Suppressed);

/// <summary>One type around a declared type.</summary>
/// <param name="Keyword">What it is declared with, such as <c>class</c>.</param>
/// <param name="Name">Its name, escaped.</param>
internal sealed record ContainerModel(string Keyword, string Name);
