using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace SchemaToolkit;

/// <summary>The methods of all <see cref="FixedTextAttribute">fixed text</see> types. A value has UTF-8 bytes at its start
/// and NUL in the rest, like numpy's <c>S{n}</c>. Trailing NULs are padding; a NUL before them is part of the text.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class FixedText
{
    /// <summary>All bytes of a value, padding included.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="value">The value.</param>
    /// <returns>Its bytes, in place.</returns>
    public static ReadOnlySpan<byte> Padded<T>(ref readonly T value)
        where T : unmanaged, IFixedText<T>
        => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value));

    /// <summary>The bytes of the text, without padding.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="value">The value.</param>
    /// <returns>The text's bytes, in place.</returns>
    public static ReadOnlySpan<byte> Bytes<T>(ref readonly T value)
        where T : unmanaged, IFixedText<T>
        => Padded(in value).TrimEnd((byte)0);

    /// <summary>The text of a value; bytes that are not UTF-8 become U+FFFD.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="value">The value.</param>
    /// <returns>The text.</returns>
    public static string ToString<T>(ref readonly T value)
        where T : unmanaged, IFixedText<T>
        => Encoding.UTF8.GetString(Bytes(in value));

    /// <summary>A value from text.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="text">The text.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">The text has more UTF-8 bytes than <typeparamref name="T"/> holds.</exception>
    public static T From<T>(ReadOnlySpan<char> text)
        where T : unmanaged, IFixedText<T>
    {
        if (!TryFrom(text, out T value))
        {
            ThrowTooLong<T>(Encoding.UTF8.GetByteCount(text), text.ToString());
        }

        return value;
    }

    /// <summary>A value from text.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="text">The text.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    /// <exception cref="ArgumentException">The text has more UTF-8 bytes than <typeparamref name="T"/> holds.</exception>
    public static T From<T>(string text)
        where T : unmanaged, IFixedText<T>
    {
        ArgumentNullException.ThrowIfNull(text);
        return From<T>(text.AsSpan());
    }

    /// <summary>A value from UTF-8 bytes.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="utf8">The bytes, taken as they are.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">There are more bytes than <typeparamref name="T"/> holds.</exception>
    public static T From<T>(ReadOnlySpan<byte> utf8)
        where T : unmanaged, IFixedText<T>
    {
        if (!TryFrom(utf8, out T value))
        {
            ThrowTooLong<T>(utf8.Length, Encoding.UTF8.GetString(utf8));
        }

        return value;
    }

    /// <summary>A value from text, if it fits.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="text">The text.</param>
    /// <param name="value">The value; empty when the text does not fit.</param>
    /// <returns>Whether the text fits.</returns>
    public static bool TryFrom<T>(ReadOnlySpan<char> text, out T value)
        where T : unmanaged, IFixedText<T>
    {
        value = default;
        if (Encoding.UTF8.TryGetBytes(text, Writable(ref value), out _))
        {
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>A value from UTF-8 bytes, if they fit.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="utf8">The bytes, taken as they are.</param>
    /// <param name="value">The value; empty when the bytes do not fit.</param>
    /// <returns>Whether the bytes fit.</returns>
    public static bool TryFrom<T>(ReadOnlySpan<byte> utf8, out T value)
        where T : unmanaged, IFixedText<T>
    {
        value = default;
        return utf8.TryCopyTo(Writable(ref value));
    }

    /// <summary>A value from as much of a text as fits, cut between two characters.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="text">The text.</param>
    /// <returns>The value.</returns>
    public static T Truncate<T>(ReadOnlySpan<char> text)
        where T : unmanaged, IFixedText<T>
    {
        T value = default;
        System.Text.Unicode.Utf8.FromUtf16(text, Writable(ref value), out _, out int written);
        Writable(ref value)[written..].Clear();
        return value;
    }

    /// <summary>A value from as many UTF-8 bytes as fit, cut between two bytes, as numpy does.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="utf8">The bytes.</param>
    /// <returns>The value.</returns>
    public static T Truncate<T>(ReadOnlySpan<byte> utf8)
        where T : unmanaged, IFixedText<T>
    {
        T value = default;
        utf8[..Math.Min(utf8.Length, T.Capacity)].CopyTo(Writable(ref value));
        return value;
    }

    /// <summary>Whether two values have the same text.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="left">A value.</param>
    /// <param name="right">Another.</param>
    /// <returns>Whether they are equal.</returns>
    public static bool Equals<T>(ref readonly T left, ref readonly T right)
        where T : unmanaged, IFixedText<T>
        => Padded(in left).SequenceEqual(Padded(in right));

    /// <summary>Whether a value has this text. Never throws: a text that does not fit is not equal.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="left">The value.</param>
    /// <param name="right">The text.</param>
    /// <returns>Whether they are equal.</returns>
    public static bool Equals<T>(ref readonly T left, ReadOnlySpan<char> right)
        where T : unmanaged, IFixedText<T>
        => TryFrom(right, out T other) && Equals(in left, in other);

    /// <summary>Whether a value has these UTF-8 bytes, NULs at the end left out. Never throws: bytes that do not fit are not
    /// equal.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="left">The value.</param>
    /// <param name="right">The bytes.</param>
    /// <returns>Whether they are equal.</returns>
    public static bool Equals<T>(ref readonly T left, ReadOnlySpan<byte> right)
        where T : unmanaged, IFixedText<T>
        => Bytes(in left).SequenceEqual(right.TrimEnd((byte)0));

    /// <summary>Whether the text of a value starts with another. Never throws: a text that does not fit is no start.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="text">The value.</param>
    /// <param name="start">The start.</param>
    /// <returns>Whether it starts so.</returns>
    public static bool StartsWith<T>(ref readonly T text, ReadOnlySpan<char> start)
        where T : unmanaged, IFixedText<T>
    {
        // A text of more characters has more bytes.
        ReadOnlySpan<byte> bytes = Bytes(in text);
        if (start.Length > bytes.Length)
        {
            return false;
        }

        T other = default;
        return Encoding.UTF8.TryGetBytes(start, Writable(ref other), out int written) && bytes.StartsWith(Padded(in other)[..written]);
    }

    /// <summary>Whether the text of a value starts with these UTF-8 bytes, NULs at the end left out.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="text">The value.</param>
    /// <param name="start">The start.</param>
    /// <returns>Whether it starts so.</returns>
    public static bool StartsWith<T>(ref readonly T text, ReadOnlySpan<byte> start)
        where T : unmanaged, IFixedText<T>
        => Bytes(in text).StartsWith(start.TrimEnd((byte)0));

    /// <summary>Compares two values by their bytes, which is also the order of their characters and numpy's order.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="left">A value.</param>
    /// <param name="right">Another.</param>
    /// <returns>Negative, zero or positive.</returns>
    public static int Compare<T>(ref readonly T left, ref readonly T right)
        where T : unmanaged, IFixedText<T>
        => Padded(in left).SequenceCompareTo(Padded(in right));

    /// <summary>A hash of the text; differs from process to process.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="value">The value.</param>
    /// <returns>The hash.</returns>
    public static int GetHashCode<T>(ref readonly T value)
        where T : unmanaged, IFixedText<T>
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes(in value));
        return hash.ToHashCode();
    }

    /// <summary>All bytes of a value, padding included, writable.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="value">The value.</param>
    /// <returns>Its bytes, in place.</returns>
    public static Span<byte> Writable<T>(ref T value)
        where T : unmanaged, IFixedText<T>
        => MemoryMarshal.AsBytes(new Span<T>(ref value));

    private static void ThrowTooLong<T>(int length, string text)
        where T : unmanaged, IFixedText<T>
        => throw new ArgumentException(
            $"\"{text}\" has {length} bytes; {typeof(T).Name} holds {T.Capacity}. "
                + $"Use a longer text type, or {typeof(T).Name}.Truncate to cut it.");
}
