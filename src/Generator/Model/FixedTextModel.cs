namespace SchemaToolkit.Generator.Model;

/// <summary>One <c>[FixedText]</c> struct.</summary>
/// <param name="Type">The struct.</param>
/// <param name="Length">Bytes of text it holds.</param>
internal sealed record FixedTextModel(TypeModel Type, int Length);
