using System.Globalization;
using System.Text;

namespace SchemaToolkit;

/// <summary>Makes text from a file fit for a message: its first 100 bytes, with control characters and invalid UTF-8
/// escaped.</summary>
internal static class TextExcerpt
{
    private const int MaxBytes = 100;

    public static string Of(ReadOnlySpan<byte> text)
    {
        var words = new StringBuilder();
        ReadOnlySpan<byte> rest = text[..Math.Min(text.Length, MaxBytes)];
        while (!rest.IsEmpty)
        {
            bool isValid = Rune.DecodeFromUtf8(rest, out Rune rune, out int length) == System.Buffers.OperationStatus.Done;
            words.Append(!isValid ? Escape(rest[..length])
                : rune.Value == '\t' ? "\\t"
                : rune.Value == '\n' ? "\\n"
                : rune.Value == '\r' ? "\\r"
                : Rune.IsControl(rune) ? Escape(rest[..length])
                : rune.ToString());
            rest = rest[length..];
        }

        return words.Append(text.Length > MaxBytes ? "…" : "").ToString();
    }

    private static string Escape(ReadOnlySpan<byte> bytes)
    {
        string words = "";
        foreach (byte b in bytes)
        {
            words += string.Create(CultureInfo.InvariantCulture, $"\\x{b:X2}");
        }

        return words;
    }
}
