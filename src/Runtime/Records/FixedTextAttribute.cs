namespace SchemaToolkit;

/// <summary>
/// Makes a partial struct a text value of fixed length, like numpy's <c>S{n}</c>: the bytes of the text, padded with
/// NUL. <c>[FixedText(75)] public partial struct Title;</c> is a complete declaration.
/// </summary>
/// <param name="length">The most bytes the text can have, or code points in UTF-32, from 1 to 65,535.</param>
/// <param name="encoding">How the text is stored.</param>
[AttributeUsage(AttributeTargets.Struct, Inherited = false)]
public sealed class FixedTextAttribute(int length, TextEncoding encoding = TextEncoding.Utf8) : Attribute
{
    /// <summary>The most bytes the text can have, or code points in UTF-32.</summary>
    public int Length { get; } = length;

    /// <summary>How the text is stored.</summary>
    public TextEncoding Encoding { get; } = encoding;
}
