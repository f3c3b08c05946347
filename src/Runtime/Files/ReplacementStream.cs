using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>Writes a file from its start. What fails names the file, which .NET does not know.</summary>
/// <param name="file">The file; it stays open.</param>
/// <param name="place">The file's path.</param>
internal sealed class ReplacementStream(SafeFileHandle file, string place) : Stream
{
    // Without a buffer, so nothing is left to be written when it is closed.
    private readonly FileStream _stream = new(file, FileAccess.Write, bufferSize: 0);

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The system cannot write the file.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _stream.Write(buffer);
        }
        catch (IOException e)
        {
            throw new IOException($"{place} cannot be written: {e.Message}.", e) { HResult = e.HResult };
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
