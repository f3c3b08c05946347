namespace SchemaToolkit.Generator.Model;

/// <summary>One <c>[FixedText]</c> struct.</summary>
/// <param name="Type">The struct.</param>
/// <param name="Length">The most bytes of text it holds, or code points.</param>
/// <param name="IsUtf32">Whether it holds code points of four bytes.</param>
internal sealed record FixedTextModel(TypeModel Type, int Length, bool IsUtf32);
