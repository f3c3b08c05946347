using System.Globalization;
using System.Text;

namespace SchemaToolkit;

/// <summary>
/// The reference of a segment without a name: the path <c>/proc/PID/fd/N</c>, which any program opens. Its numbers are used again
/// one day, so it also carries the number in the segment's footer, as slashes and dots that mean nothing in a path: of its 32 bits,
/// from the highest, a 1 is <c>/.</c> and a 0 is <c>/</c>, between <c>fd</c> and <c>/N</c>.
/// </summary>
/// <param name="Path">The plain path.</param>
/// <param name="Id">The number in the segment's footer.</param>
internal readonly record struct AnonymousReference(string Path, uint Id)
{
    private const int Bits = 32;
    private const string Start = "/proc/";
    private const string Descriptors = "/fd";

    /// <inheritdoc/>
    public override string ToString()
    {
        int end = Path.LastIndexOf('/');
        var text = new StringBuilder(Path, 0, end, Path.Length + (2 * Bits));
        for (int bit = Bits - 1; bit >= 0; bit--)
        {
            text.Append((Id >> bit & 1) == 0 ? "/" : "/.");
        }

        return text.Append(Path, end, Path.Length - end).ToString();
    }

    /// <summary>Reads a reference; <see langword="null"/> for any other path.</summary>
    public static AnonymousReference? Parse(string reference)
    {
        int process = reference.StartsWith(Start, StringComparison.Ordinal) ? reference.IndexOf('/', Start.Length) : -1;
        if (process < 0 || !IsNumber(reference.AsSpan(Start.Length, process - Start.Length))
            || !reference.AsSpan(process).StartsWith(Descriptors, StringComparison.Ordinal))
        {
            return null;
        }

        int position = process + Descriptors.Length;
        uint id = 0;
        for (int bit = 0; bit < Bits; bit++)
        {
            if (position + 1 >= reference.Length || reference[position] != '/')
            {
                return null;
            }

            bool isOne = reference[position + 1] == '.';
            id = (id << 1) | (isOne ? 1u : 0);
            position += isOne ? 2 : 1;
        }

        return reference.Length > position && reference[position] == '/' && IsNumber(reference.AsSpan(position + 1))
            ? new AnonymousReference(string.Concat(reference.AsSpan(0, process + Descriptors.Length), reference.AsSpan(position)), id)
            : null;
    }

    private static bool IsNumber(ReadOnlySpan<char> text)
        => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
