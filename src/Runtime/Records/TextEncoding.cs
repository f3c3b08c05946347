namespace SchemaToolkit;

/// <summary>How a fixed text type stores its text.</summary>
public enum TextEncoding
{
    /// <summary>UTF-8 bytes: numpy's <c>S{n}</c>.</summary>
    Utf8,

    /// <summary>Code points of four bytes each: numpy's <c>U{n}</c>.</summary>
    Utf32,
}
