using System.Collections.Generic;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Emit;

/// <summary>The members of a fixed text type. Each is one line that calls the runtime's <c>FixedText</c> or <c>Utf32Text</c>.</summary>
internal static class FixedTextEmitter
{
    private const string Chars = "global::System.ReadOnlySpan<char>";
    private const string Unscoped = "[global::System.Diagnostics.CodeAnalysis.UnscopedRef]\n";

    public static string Emit(FixedTextModel text)
        => FileEmitter.Emit(text.Type, writer => EmitType(writer, text, $"partial {text.Type.Keyword}", text.Type.Name));

    /// <summary>Writes the type itself.</summary>
    public static void EmitType(SourceWriter writer, FixedTextModel text, string head, string self)
    {
        string contract = text.IsUtf32 ? $"global::SchemaToolkit.IUtf32Text<{self}>" : $"global::SchemaToolkit.IFixedText<{self}>";
        int size = text.IsUtf32 ? text.Length * 4 : text.Length;
        writer.Write(text.IsUtf32 ? $"// {size} bytes, <U{text.Length}" : $"// {size} bytes, |S{text.Length}");

        // Not an inline array: C# converts those to spans by itself, and then finds two ways to compare texts of two lengths.
        string pack = text.IsUtf32 ? "" : ", Pack = 1";
        const string Interop = "global::System.Runtime.InteropServices";
        writer.Write($"[{Interop}.StructLayout({Interop}.LayoutKind.Sequential{pack}, Size = {size})]");
        using (writer.Open($"{head} {self} : {contract}"))
        {
            EmitField(writer, text);
            writer.Line().Write($"static int {contract}.Capacity => {text.Length};");
            foreach ((TextParts part, string summary, string member) in Members(text, self, contract))
            {
                if (text.Has(part))
                {
                    writer.Line().Write(summary[0] == '<' ? $"/// {summary}" : $"/// <summary>{summary}</summary>").Write(member);
                }
            }
        }
    }

    private static void EmitField(SourceWriter writer, FixedTextModel text)
    {
        string type = text.IsUtf32 ? "uint" : "byte";
        string readOnly = text.Type.IsReadOnly ? "readonly " : "";
        writer.Write($"#pragma warning disable CS0169 // it is the first of {text.Length}, which the layout adds");
        writer.Write($"private {readOnly}{type} {text.FirstName};");
        writer.Write("#pragma warning restore CS0169");
    }

    private static IEnumerable<(TextParts Part, string Summary, string Member)> Members(FixedTextModel text, string self, string contract)
    {
        string helper = text.IsUtf32 ? "global::SchemaToolkit.Utf32Text" : "global::SchemaToolkit.FixedText";
        string units = text.IsUtf32 ? "global::System.ReadOnlySpan<uint>" : "global::System.ReadOnlySpan<byte>";
        string whole = text.IsUtf32 ? "CodePoints" : "Bytes";
        string unit = text.IsUtf32 ? "code points" : "UTF-8 bytes";
        string order = text.IsUtf32 ? "code points" : "bytes, which orders UTF-8 text by code points";
        string tooLong = $"\n/// <exception cref=\"global::System.ArgumentException\">The text has more than {text.Length} {unit}.</exception>";
        string isNull = "\n/// <exception cref=\"global::System.ArgumentNullException\">The text is null.</exception>";
        const string SameText = "Whether both have the same text.";
        const string HasText = "Whether the value has this text; never throws.";
        const string HasOther = "Whether the value has another text; never throws.";
        string equals = text.Has(TextParts.EqualsByRuntime) ? $"{helper}.Equals(in left, in right)" : "left.Equals(right)";
        string equalsOther = text.Has(TextParts.EqualsByRuntime) ? $"{helper}.Equals(in this, in other)" : "Equals(other)";
        string equalsReadonly = text.Has(TextParts.EqualsMutable) ? "" : " readonly";
        string compareReadonly = text.Has(TextParts.CompareMutable) ? "" : "readonly ";
        string compare = text.Has(TextParts.CompareByRuntime) ? $"{helper}.Compare(in left, in right)" : "left.CompareTo(right)";
        string compareOther = text.Has(TextParts.CompareByRuntime) ? $"{helper}.Compare(in this, in other)" : "CompareTo(other)";

        yield return (TextParts.FromString, $"<summary>Converts text.</summary>{tooLong}{isNull}",
            $"public static implicit operator {self}(string text) => {helper}.From<{self}>(text);");
        yield return (TextParts.FromUtf8, $"<summary>Converts UTF-8 bytes.</summary>{tooLong}",
            $"public static implicit operator {self}({units} utf8) => {helper}.From<{self}>(utf8);");
        yield return (TextParts.ToUnits, $"The {unit} of the text, without padding and without a copy; so texts of two lengths compare.",
            $"public static implicit operator {units}(in {self} text) => {helper}.{whole}(in text);");
        yield return (TextParts.TruncateChars, "Converts as much of a text as fits. It cuts between two characters.",
            $"public static {self} Truncate({Chars} text) => {helper}.Truncate<{self}>(text);");
        yield return (TextParts.TruncateUtf8, "Converts as many UTF-8 bytes as fit. Like numpy, it may cut inside a character.",
            $"public static {self} Truncate({units} utf8) => {helper}.Truncate<{self}>(utf8);");
        yield return (TextParts.TryFromChars, "Converts text, if it fits.",
            $"public static bool TryFrom({Chars} text, out {self} value) => {helper}.TryFrom(text, out value);");
        yield return (TextParts.TryFromUtf8, "Converts UTF-8 bytes, if they fit.",
            $"public static bool TryFrom({units} utf8, out {self} value) => {helper}.TryFrom(utf8, out value);");
        yield return (TextParts.AsSpan, $"The {unit} of the text, without padding and without a copy.",
            $"{Unscoped}public readonly {units} AsSpan() => {helper}.{whole}(in this);");
        yield return (TextParts.Length, $"The number of {unit}, without padding.",
            $"public readonly int Length => {helper}.{whole}(in this).Length;");
        yield return (TextParts.StartsWithChars, "Whether the text starts with this one; never throws.",
            $"public readonly bool StartsWith({Chars} start) => {helper}.StartsWith(in this, start);");
        yield return (TextParts.StartsWithUtf8, "Whether the text starts with these UTF-8 bytes; never throws.",
            $"public readonly bool StartsWith({units} start) => {helper}.StartsWith(in this, start);");
        yield return (TextParts.Text, "The text. What is not valid Unicode becomes U+FFFD.",
            $"public override readonly string ToString() => {helper}.ToString(in this);");
        yield return (TextParts.EqualsSelf, SameText,
            $"public readonly bool Equals({self} other) => {helper}.Equals(in this, in other);");
        yield return (TextParts.EqualsExplicit, SameText,
            $"{(equalsReadonly.Length > 0 ? "readonly " : "")}bool global::System.IEquatable<{self}>.Equals({self} other) => {equalsOther};");
        yield return (TextParts.EqualsString, HasText + " Null is no text.",
            $"public readonly bool Equals(string? other) => other is not null && {helper}.Equals(in this, other);");
        yield return (TextParts.EqualsChars, HasText,
            $"public readonly bool Equals({Chars} other) => {helper}.Equals(in this, other);");
        yield return (TextParts.EqualsUnits, $"Whether the value has these {unit}; never throws.",
            $"public readonly bool Equals({units} other) => {helper}.Equals(in this, other);");
        yield return (TextParts.EqualsObject, "<inheritdoc/>",
            $"public override{equalsReadonly} bool Equals(object? obj) => obj is {self} other && {equalsOther};");
        yield return (TextParts.HashCode, "<inheritdoc/>",
            $"public override readonly int GetHashCode() => {helper}.GetHashCode(in this);");
        yield return (TextParts.CompareTo, $"Compares by {order}.",
            $"public readonly int CompareTo({self} other) => {helper}.Compare(in this, in other);");
        yield return (TextParts.CompareExplicit, $"Compares by {order}.",
            $"{compareReadonly}int global::System.IComparable<{self}>.CompareTo({self} other) => {compareOther};");
        yield return (TextParts.SameSelf, SameText, $"public static bool operator ==({self} left, {self} right) => {equals};");
        yield return (TextParts.SameSelf, "Whether the texts differ.", $"public static bool operator !=({self} left, {self} right) => !{equals};");
        yield return (TextParts.SameString, HasText + " Null is no text.",
            $"public static bool operator ==({self} left, string? right) => right is not null && {helper}.Equals(in left, right);");
        yield return (TextParts.SameString, HasOther, $"public static bool operator !=({self} left, string? right) => !(left == right);");
        yield return (TextParts.SameChars, HasText,
            $"public static bool operator ==({self} left, {Chars} right) => {helper}.Equals(in left, right);");
        yield return (TextParts.SameChars, HasOther, $"public static bool operator !=({self} left, {Chars} right) => !(left == right);");
        yield return (TextParts.SameUnits, $"Whether the value has these {unit}; never throws.",
            $"public static bool operator ==({self} left, {units} right) => {helper}.Equals(in left, right);");
        yield return (TextParts.SameUnits, $"Whether the value has other {unit}; never throws.",
            $"public static bool operator !=({self} left, {units} right) => !(left == right);");
        yield return (TextParts.Less, "Whether the left one comes first.",
            $"public static bool operator <({self} left, {self} right) => {compare} < 0;");
        yield return (TextParts.Less, "Whether the left one comes last.",
            $"public static bool operator >({self} left, {self} right) => {compare} > 0;");
        yield return (TextParts.LessOrSame, "Whether the left one comes first or both are equal.",
            $"public static bool operator <=({self} left, {self} right) => {compare} <= 0;");
        yield return (TextParts.LessOrSame, "Whether the left one comes last or both are equal.",
            $"public static bool operator >=({self} left, {self} right) => {compare} >= 0;");
    }
}
