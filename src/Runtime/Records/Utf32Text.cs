using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace SchemaToolkit;

/// <summary>The methods of all UTF-32 <see cref="FixedTextAttribute">fixed text</see> types. A value has code points at its
/// start and NUL in the rest, like numpy's <c>U{n}</c>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Utf32Text
{
    /// <summary>The code points of the text, without padding.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="value">The value.</param>
    /// <returns>The code points, in place.</returns>
    public static ReadOnlySpan<uint> CodePoints<T>(ref readonly T value)
        where T : unmanaged, IUtf32Text<T>
        => Padded(in value).TrimEnd(0u);

    /// <summary>The text of a value; invalid code points become U+FFFD.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="value">The value.</param>
    /// <returns>The text.</returns>
    public static string ToString<T>(ref readonly T value)
        where T : unmanaged, IUtf32Text<T>
        => ToString(CodePoints(in value));

    /// <summary>A value from text.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="text">The text.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">The text has more code points than <typeparamref name="T"/> holds.</exception>
    public static T From<T>(ReadOnlySpan<char> text)
        where T : unmanaged, IUtf32Text<T>
        => TryFrom(text, out T value) ? value
            : throw new ArgumentException(
                $"\"{text}\" has more characters than the {T.Capacity} that {typeof(T).Name} holds. "
                    + $"Use a longer text type, or {typeof(T).Name}.Truncate to cut it.");

    /// <summary>A value from text.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="text">The text.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    /// <exception cref="ArgumentException">The text has more code points than <typeparamref name="T"/> holds.</exception>
    public static T From<T>(string text)
        where T : unmanaged, IUtf32Text<T>
    {
        ArgumentNullException.ThrowIfNull(text);
        return From<T>(text.AsSpan());
    }

    /// <summary>A value from text, if it fits.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="text">The text.</param>
    /// <param name="value">The value; empty when the text does not fit.</param>
    /// <returns>Whether the text fits.</returns>
    public static bool TryFrom<T>(ReadOnlySpan<char> text, out T value)
        where T : unmanaged, IUtf32Text<T>
    {
        value = default;
        if (Fill(text, Writable(ref value)))
        {
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>A value from as much of a text as fits, cut between two code points.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="text">The text.</param>
    /// <returns>The value.</returns>
    public static T Truncate<T>(ReadOnlySpan<char> text)
        where T : unmanaged, IUtf32Text<T>
    {
        T value = default;
        Fill(text, Writable(ref value));
        return value;
    }

    /// <summary>Whether two values have the same text.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="left">A value.</param>
    /// <param name="right">Another.</param>
    /// <returns>Whether they are equal.</returns>
    public static bool Equals<T>(ref readonly T left, ref readonly T right)
        where T : unmanaged, IUtf32Text<T>
        => Padded(in left).SequenceEqual(Padded(in right));

    /// <summary>Whether a value has this text. Never throws: a text that does not fit is not equal.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="left">The value.</param>
    /// <param name="right">The text.</param>
    /// <returns>Whether they are equal.</returns>
    public static bool Equals<T>(ref readonly T left, ReadOnlySpan<char> right)
        where T : unmanaged, IUtf32Text<T>
        => TryFrom(right, out T other) && Equals(in left, in other);

    /// <summary>Whether a value has these code points, NULs at the end left out.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="left">The value.</param>
    /// <param name="right">The code points.</param>
    /// <returns>Whether they are equal.</returns>
    public static bool Equals<T>(ref readonly T left, ReadOnlySpan<uint> right)
        where T : unmanaged, IUtf32Text<T>
        => CodePoints(in left).SequenceEqual(right.TrimEnd(0u));

    /// <summary>Whether the text of a value starts with another.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="text">The value.</param>
    /// <param name="start">The start.</param>
    /// <returns>Whether it starts so.</returns>
    public static bool StartsWith<T>(ref readonly T text, ReadOnlySpan<char> start)
        where T : unmanaged, IUtf32Text<T>
    {
        ReadOnlySpan<uint> codePoints = CodePoints(in text);
        foreach (Rune rune in start.EnumerateRunes())
        {
            if (codePoints.IsEmpty || codePoints[0] != (uint)rune.Value)
            {
                return false;
            }

            codePoints = codePoints[1..];
        }

        return true;
    }

    /// <summary>Compares two values by their code points, as numpy does.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="left">A value.</param>
    /// <param name="right">Another.</param>
    /// <returns>Negative, zero or positive.</returns>
    public static int Compare<T>(ref readonly T left, ref readonly T right)
        where T : unmanaged, IUtf32Text<T>
        => Padded(in left).SequenceCompareTo(Padded(in right));

    /// <summary>A hash of the text; differs from process to process.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="value">The value.</param>
    /// <returns>The hash.</returns>
    public static int GetHashCode<T>(ref readonly T value)
        where T : unmanaged, IUtf32Text<T>
    {
        var hash = new HashCode();
        hash.AddBytes(MemoryMarshal.AsBytes(CodePoints(in value)));
        return hash.ToHashCode();
    }

    internal static string ToString(ReadOnlySpan<uint> codePoints)
    {
        var text = new StringBuilder(codePoints.Length);
        foreach (uint codePoint in codePoints)
        {
            text.Append(Rune.IsValid(codePoint) ? new Rune(codePoint) : Rune.ReplacementChar);
        }

        return text.ToString();
    }

    private static bool Fill(ReadOnlySpan<char> text, Span<uint> codePoints)
    {
        int count = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (count == codePoints.Length)
            {
                return false;
            }

            codePoints[count++] = (uint)rune.Value;
        }

        return true;
    }

    private static ReadOnlySpan<uint> Padded<T>(ref readonly T value)
        where T : unmanaged, IUtf32Text<T>
        => MemoryMarshal.Cast<T, uint>(new ReadOnlySpan<T>(in value));

    private static Span<uint> Writable<T>(ref T value)
        where T : unmanaged, IUtf32Text<T>
        => MemoryMarshal.Cast<T, uint>(new Span<T>(ref value));
}
