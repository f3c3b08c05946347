using System.Text;

namespace SchemaToolkit;

/// <summary>The characters of a reader as UTF-8.</summary>
internal sealed class ReaderStream(TextReader reader) : ReadStream
{
    private const int Chars = 1 << 14;

    private readonly Encoder _encoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetEncoder();
    private readonly char[] _chars = new char[Chars];
    private readonly byte[] _bytes = new byte[Encoding.UTF8.GetMaxByteCount(Chars)];
    private ReadOnlyMemory<byte> _rest;
    private bool _isAtEnd;

    public override int Read(Span<byte> buffer)
    {
        while (_rest.IsEmpty && !_isAtEnd)
        {
            Encode(reader.Read(_chars));
        }

        return Take(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_rest.IsEmpty && !_isAtEnd)
        {
            Encode(await reader.ReadAsync(_chars, cancellationToken).ConfigureAwait(false));
        }

        return Take(buffer.Span);
    }

    private void Encode(int count)
    {
        _isAtEnd = count == 0;
        try
        {
            _rest = _bytes.AsMemory(0, _encoder.GetBytes(_chars.AsSpan(0, count), _bytes, flush: _isAtEnd));
        }
        catch (EncoderFallbackException e)
        {
            throw new RecordTextException(
                new TextError
                {
                    Message = "The text of the reader holds half of a surrogate pair, which is not a character.",
                    Reason = TextErrorReason.Encoding,
                },
                e);
        }
    }

    private int Take(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _rest.Length);
        _rest.Span[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }
}
