using System.Globalization;
using System.Text;

namespace SchemaToolkit;

/// <summary>Writes a message: a line of fields with tabs between them. A tab, a line end or a backslash in a field is written
/// as a backslash and a letter, and a field that is <see langword="null"/> as <c>\N</c>.</summary>
internal sealed class MessageWriter
{
    public const char Separator = '\t';
    public const char Escape = '\\';
    public const char Null = 'N';

    /// <summary>The characters that are escaped, and the letters that stand for them.</summary>
    public const string Escaped = "\\\t\n\r";
    public const string Letters = "\\tnr";

    private readonly StringBuilder _line;

    /// <param name="start">What the line starts with, as it is; the first field follows at once.</param>
    public MessageWriter(string start) => _line = new StringBuilder(start);

    public MessageWriter Add(string? field)
    {
        if (field is null)
        {
            _line.Append(Escape).Append(Null);
        }
        else
        {
            foreach (char c in field)
            {
                int escaped = Escaped.IndexOf(c);
                _ = escaped < 0 ? _line.Append(c) : _line.Append(Escape).Append(Letters[escaped]);
            }
        }

        _line.Append(Separator);
        return this;
    }

    public MessageWriter Add(long? field) => Add(field?.ToString(CultureInfo.InvariantCulture));

    public MessageWriter Add(char? field) => Add(field is { } c ? c.ToString() : null);

    public MessageWriter Add(bool field) => Add(field ? 1L : 0L);

    /// <summary>Adds the number of texts, then each.</summary>
    public MessageWriter Add(IReadOnlyCollection<string> fields)
    {
        Add(fields.Count);
        foreach (string field in fields)
        {
            Add(field);
        }

        return this;
    }

    /// <summary>The message in UTF-8, with its line end.</summary>
    public byte[] ToLine() => Encoding.UTF8.GetBytes(_line.Append('\n').ToString());
}
