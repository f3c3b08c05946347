namespace SchemaToolkit;

/// <summary>
/// Makes a partial struct a text value of fixed length, as numpy's <c>S{n}</c> is: the bytes of the text, padded with
/// NUL. <c>[FixedText(75)] public partial struct Title;</c> is a whole declaration.
/// </summary>
/// <param name="length">The most bytes the text can have, from 1 to 65,535.</param>
[AttributeUsage(AttributeTargets.Struct, Inherited = false)]
public sealed class FixedTextAttribute(int length) : Attribute
{
    /// <summary>The most bytes the text can have; the size of the struct.</summary>
    public int Length { get; } = length;
}
