using System.Linq;

namespace SchemaToolkit.Generator.Model;

/// <summary>Text as C# source.</summary>
internal static class Literals
{
    /// <summary>A C# string literal.</summary>
    public static string Of(string text)
        => "\"" + string.Concat(text.Select(Escape)) + "\"";

    /// <summary>A name that stays on one line of a comment.</summary>
    public static string OneLine(string name) => new([.. name.Select(static c => IsPlain(c) ? c : '\ufffd')]);

    /// <summary>A name in an XML comment.</summary>
    public static string Xml(string name) => OneLine(name).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    private static string Escape(char c) => c is '"' or '\\' ? "\\" + c : IsPlain(c) ? c.ToString() : $"\\u{(int)c:x4}";

    private static bool IsPlain(char c) => !char.IsControl(c) && !char.IsSurrogate(c) && c is not ('\u2028' or '\u2029' or >= '\ufffe');
}
