using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Emit;

/// <summary>The members of a fixed text type. Each is one line: what they do is the runtime's <c>FixedText</c>.</summary>
internal static class FixedTextEmitter
{
    private const string Bytes = "global::System.ReadOnlySpan<byte>";
    private const string Chars = "global::System.ReadOnlySpan<char>";
    private const string Fixed = "global::SchemaToolkit.FixedText";

    public static string Emit(FixedTextModel text) => FileEmitter.Emit(text.Type, writer =>
    {
        string self = text.Type.Name;
        writer.Write($"// {text.Length} bytes, |S{text.Length}\n[global::System.Runtime.CompilerServices.InlineArray({text.Length})]");
        using (writer.Open($"partial {text.Type.Keyword} {self} : global::SchemaToolkit.IFixedText<{self}>"))
        {
            writer.Write($$"""
                private byte _first;

                static int global::SchemaToolkit.IFixedText<{{self}}>.Capacity => {{text.Length}};

                /// <summary>The value of a text.</summary>
                /// <exception cref="global::System.ArgumentException">The text has more than {{text.Length}} UTF-8 bytes.</exception>
                public static implicit operator {{self}}(string text) => {{Fixed}}.From<{{self}}>(global::System.MemoryExtensions.AsSpan(text));

                /// <summary>The value of UTF-8 bytes.</summary>
                /// <exception cref="global::System.ArgumentException">There are more than {{text.Length}} bytes.</exception>
                public static implicit operator {{self}}({{Bytes}} utf8) => {{Fixed}}.From<{{self}}>(utf8);

                /// <summary>The value of as much of a text as fits, cut between two characters.</summary>
                public static {{self}} Truncate({{Chars}} text) => {{Fixed}}.Truncate<{{self}}>(text);

                /// <summary>The value of as many UTF-8 bytes as fit, cut between two bytes, as numpy does.</summary>
                public static {{self}} Truncate({{Bytes}} utf8) => {{Fixed}}.Truncate<{{self}}>(utf8);

                /// <summary>The value of a text, if it fits.</summary>
                public static bool TryFrom({{Chars}} text, out {{self}} value) => {{Fixed}}.TryFrom(text, out value);

                /// <summary>The value of UTF-8 bytes, if they fit.</summary>
                public static bool TryFrom({{Bytes}} utf8, out {{self}} value) => {{Fixed}}.TryFrom(utf8, out value);

                /// <summary>The bytes of the text, padding left out, in place.</summary>
                [global::System.Diagnostics.CodeAnalysis.UnscopedRef]
                public readonly {{Bytes}} AsSpan() => {{Fixed}}.Bytes(in this);

                /// <summary>The text; bytes that are not UTF-8 become U+FFFD.</summary>
                public override readonly string ToString() => {{Fixed}}.ToString(in this);

                /// <summary>Whether both have the same text.</summary>
                public readonly bool Equals({{self}} other) => {{Fixed}}.Equals(in this, in other);

                /// <summary>Whether the value has this text; never throws.</summary>
                public readonly bool Equals(string? other) => other is not null && {{Fixed}}.Equals(in this, global::System.MemoryExtensions.AsSpan(other));

                /// <summary>Whether the value has these UTF-8 bytes; never throws.</summary>
                public readonly bool Equals({{Bytes}} other) => {{Fixed}}.Equals(in this, other);

                /// <inheritdoc/>
                public override readonly bool Equals(object? obj) => obj is {{self}} other && Equals(other);

                /// <inheritdoc/>
                public override readonly int GetHashCode() => {{Fixed}}.GetHashCode(in this);

                /// <summary>The order of the bytes, which is that of the characters.</summary>
                public readonly int CompareTo({{self}} other) => {{Fixed}}.Compare(in this, in other);

                /// <summary>Whether both have the same text.</summary>
                public static bool operator ==({{self}} left, {{self}} right) => left.Equals(right);

                /// <summary>Whether the texts differ.</summary>
                public static bool operator !=({{self}} left, {{self}} right) => !left.Equals(right);

                /// <summary>Whether the value has this text; never throws.</summary>
                public static bool operator ==({{self}} left, string? right) => left.Equals(right);

                /// <summary>Whether the value has another text; never throws.</summary>
                public static bool operator !=({{self}} left, string? right) => !left.Equals(right);

                /// <summary>Whether the value has these UTF-8 bytes; never throws.</summary>
                public static bool operator ==({{self}} left, {{Bytes}} right) => left.Equals(right);

                /// <summary>Whether the value has other bytes; never throws.</summary>
                public static bool operator !=({{self}} left, {{Bytes}} right) => !left.Equals(right);

                /// <summary>Whether the left one comes first.</summary>
                public static bool operator <({{self}} left, {{self}} right) => left.CompareTo(right) < 0;

                /// <summary>Whether the left one comes first or both are equal.</summary>
                public static bool operator <=({{self}} left, {{self}} right) => left.CompareTo(right) <= 0;

                /// <summary>Whether the left one comes last.</summary>
                public static bool operator >({{self}} left, {{self}} right) => left.CompareTo(right) > 0;

                /// <summary>Whether the left one comes last or both are equal.</summary>
                public static bool operator >=({{self}} left, {{self}} right) => left.CompareTo(right) >= 0;
                """);
        }
    });
}
