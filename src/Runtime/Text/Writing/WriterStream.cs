using System.Text;

namespace SchemaToolkit;

/// <summary>Bytes of text for a writer of characters.</summary>
internal sealed class WriterStream(TextWriter writer, Encoding encoding) : Stream
{
    private readonly Decoder _decoder = Encoding.GetEncoding(encoding.CodePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback).GetDecoder();
    private char[] _chars = [];

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_chars.Length < buffer.Length + 1)
        {
            _chars = new char[buffer.Length + 1];
        }

        try
        {
            writer.Write(_chars, 0, _decoder.GetChars(buffer, _chars, flush: false));
        }
        catch (DecoderFallbackException e)
        {
            var error = new TextError
            {
                Message = $"A text is not {encoding.WebName}, and a TextWriter takes characters; "
                    + "a stream takes any bytes, and Encoding.Latin1 makes a character of each.",
                Reason = TextErrorReason.Encoding,
            };
            throw new RecordTextException(error, e);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => writer.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
