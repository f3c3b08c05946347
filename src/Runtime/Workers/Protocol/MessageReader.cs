using System.Globalization;
using System.Text;

namespace SchemaToolkit;

/// <summary>Reads the fields of a line that <see cref="MessageWriter"/> wrote, in the same order.</summary>
internal sealed class MessageReader
{
    private readonly string _line;
    private int _position;

    /// <param name="line">The line.</param>
    /// <param name="start">Where its first field starts.</param>
    public MessageReader(string line, int start)
    {
        _line = line;
        _position = start;
    }

    /// <exception cref="IOException">There is no further field, or it is not what was written.</exception>
    public string? ReadTextOrNull()
    {
        int end = _line.IndexOf(MessageWriter.Separator, _position);
        if (end < 0)
        {
            throw Damaged();
        }

        ReadOnlySpan<char> field = _line.AsSpan(_position, end - _position);
        _position = end + 1;
        if (!field.Contains(MessageWriter.Escape))
        {
            return field.ToString();
        }

        if (field is [_, MessageWriter.Null])
        {
            return null;
        }

        var text = new StringBuilder(field.Length);
        for (int i = 0; i < field.Length; i++)
        {
            if (field[i] != MessageWriter.Escape)
            {
                text.Append(field[i]);
                continue;
            }

            int escaped = ++i < field.Length ? MessageWriter.Letters.IndexOf(field[i]) : -1;
            text.Append(escaped >= 0 ? MessageWriter.Escaped[escaped] : throw Damaged());
        }

        return text.ToString();
    }

    /// <inheritdoc cref="ReadTextOrNull"/>
    public string ReadText() => ReadTextOrNull() ?? throw Damaged();

    /// <inheritdoc cref="ReadTextOrNull"/>
    public long? ReadLongOrNull()
        => ReadTextOrNull() is not { } text ? null
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number
            : throw Damaged();

    /// <inheritdoc cref="ReadTextOrNull"/>
    public long ReadLong() => ReadLongOrNull() ?? throw Damaged();

    /// <inheritdoc cref="ReadTextOrNull"/>
    public int ReadInt() => ReadLong() is var number && number == (int)number ? (int)number : throw Damaged();

    /// <inheritdoc cref="ReadTextOrNull"/>
    public char? ReadCharOrNull() => ReadTextOrNull() switch
    {
        null => null,
        [char c] => c,
        _ => throw Damaged(),
    };

    /// <inheritdoc cref="ReadTextOrNull"/>
    public bool ReadBool() => ReadLong() != 0;

    /// <summary>Reads a number of items that follow. Each has at least one field.</summary>
    /// <inheritdoc cref="ReadTextOrNull"/>
    public int ReadCount() => ReadInt() is var count && count >= 0 && count <= _line.Length - _position ? count : throw Damaged();

    /// <inheritdoc cref="ReadTextOrNull"/>
    public string[] ReadTexts()
    {
        var texts = new string[ReadCount()];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = ReadText();
        }

        return texts;
    }

    private static IOException Damaged() => new("A message between a worker process and its parent is damaged.");
}
