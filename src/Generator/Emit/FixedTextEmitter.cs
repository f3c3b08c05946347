using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Emit;

/// <summary>The members of a fixed text type. Each is one line that calls the runtime's <c>FixedText</c> or <c>Utf32Text</c>.</summary>
internal static class FixedTextEmitter
{
    private const string Bytes = "global::System.ReadOnlySpan<byte>";
    private const string Chars = "global::System.ReadOnlySpan<char>";
    private const string Span = "global::System.MemoryExtensions.AsSpan";

    private const string CodePoints = """
        /// <summary>The code points of the text, without padding and without a copy.</summary>
        [global::System.Diagnostics.CodeAnalysis.UnscopedRef]
        public readonly global::System.ReadOnlySpan<uint> AsSpan() => global::SchemaToolkit.Utf32Text.CodePoints(in this);
        """;

    public static string Emit(FixedTextModel text)
        => FileEmitter.Emit(text.Type, writer => EmitType(writer, text, $"partial {text.Type.Keyword}", text.Type.Name));

    /// <summary>Writes the type itself.</summary>
    public static void EmitType(SourceWriter writer, FixedTextModel text, string head, string self)
    {
        string helper = text.IsUtf32 ? "global::SchemaToolkit.Utf32Text" : "global::SchemaToolkit.FixedText";
        string contract = text.IsUtf32 ? $"global::SchemaToolkit.IUtf32Text<{self}>" : $"global::SchemaToolkit.IFixedText<{self}>";
        string unit = text.IsUtf32 ? "code points" : "UTF-8 bytes";
        string order = text.IsUtf32 ? "code points" : "bytes, which orders UTF-8 text by code points";
        writer.Write(text.IsUtf32 ? $"// {text.Length * 4} bytes, <U{text.Length}" : $"// {text.Length} bytes, |S{text.Length}");
        writer.Write($"[global::System.Runtime.CompilerServices.InlineArray({text.Length})]");
        using (writer.Open($"{head} {self} : {contract}"))
        {
            writer.Write($$"""
                private {{(text.IsUtf32 ? "uint" : "byte")}} _first;

                static int {{contract}}.Capacity => {{text.Length}};

                /// <summary>Converts text.</summary>
                /// <exception cref="global::System.ArgumentException">The text has more than {{text.Length}} {{unit}}.</exception>
                public static implicit operator {{self}}(string text) => {{helper}}.From<{{self}}>({{Span}}(text));

                /// <summary>Converts as much of a text as fits. It cuts between two characters.</summary>
                public static {{self}} Truncate({{Chars}} text) => {{helper}}.Truncate<{{self}}>(text);

                /// <summary>Converts text, if it fits.</summary>
                public static bool TryFrom({{Chars}} text, out {{self}} value) => {{helper}}.TryFrom(text, out value);

                """);
            writer.Write(text.IsUtf32 ? CodePoints : Utf8(self, text.Length));
            writer.Write($$"""

                /// <summary>The text. What is not valid Unicode becomes U+FFFD.</summary>
                public override readonly string ToString() => {{helper}}.ToString(in this);

                /// <summary>Whether both have the same text.</summary>
                public readonly bool Equals({{self}} other) => {{helper}}.Equals(in this, in other);

                /// <summary>Whether the value has this text; never throws.</summary>
                public readonly bool Equals(string? other) => other is not null && {{helper}}.Equals(in this, {{Span}}(other));

                /// <inheritdoc/>
                public override readonly bool Equals(object? obj) => obj is {{self}} other && Equals(other);

                /// <inheritdoc/>
                public override readonly int GetHashCode() => {{helper}}.GetHashCode(in this);

                /// <summary>Compares by {{order}}.</summary>
                public readonly int CompareTo({{self}} other) => {{helper}}.Compare(in this, in other);

                /// <summary>Whether both have the same text.</summary>
                public static bool operator ==({{self}} left, {{self}} right) => left.Equals(right);

                /// <summary>Whether the texts differ.</summary>
                public static bool operator !=({{self}} left, {{self}} right) => !left.Equals(right);

                /// <summary>Whether the value has this text; never throws.</summary>
                public static bool operator ==({{self}} left, string? right) => left.Equals(right);

                /// <summary>Whether the value has another text; never throws.</summary>
                public static bool operator !=({{self}} left, string? right) => !left.Equals(right);

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
    }

    // What only UTF-8 text has: members for its bytes.
    private static string Utf8(string self, int length)
    {
        const string Helper = "global::SchemaToolkit.FixedText";
        return $$"""
            /// <summary>Converts UTF-8 bytes.</summary>
            /// <exception cref="global::System.ArgumentException">There are more than {{length}} bytes.</exception>
            public static implicit operator {{self}}({{Bytes}} utf8) => {{Helper}}.From<{{self}}>(utf8);

            /// <summary>Converts as many UTF-8 bytes as fit. Like numpy, it may cut inside a character.</summary>
            public static {{self}} Truncate({{Bytes}} utf8) => {{Helper}}.Truncate<{{self}}>(utf8);

            /// <summary>Converts UTF-8 bytes, if they fit.</summary>
            public static bool TryFrom({{Bytes}} utf8, out {{self}} value) => {{Helper}}.TryFrom(utf8, out value);

            /// <summary>The bytes of the text, without padding and without a copy.</summary>
            [global::System.Diagnostics.CodeAnalysis.UnscopedRef]
            public readonly {{Bytes}} AsSpan() => {{Helper}}.Bytes(in this);

            /// <summary>Whether the value has these UTF-8 bytes; never throws.</summary>
            public readonly bool Equals({{Bytes}} other) => {{Helper}}.Equals(in this, other);

            /// <summary>Whether the value has these UTF-8 bytes; never throws.</summary>
            public static bool operator ==({{self}} left, {{Bytes}} right) => left.Equals(right);

            /// <summary>Whether the value has other bytes; never throws.</summary>
            public static bool operator !=({{self}} left, {{Bytes}} right) => !left.Equals(right);
            """;
    }
}
