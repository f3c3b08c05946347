namespace SchemaToolkit.Generator.Model;

/// <summary>An inline array that a dtype string needs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Length">The number of elements.</param>
/// <param name="Element">The C# type of one element.</param>
/// <param name="Dtype">The dtype of the innermost elements, as in numpy's comma strings.</param>
internal sealed record ArrayModel(string Name, int Length, string Element, string Dtype);
