namespace StressProgram;

/// <summary>A stream that gives its text, and then nothing until it is disposed, as a pipe whose writer is busy.</summary>
internal sealed class SilentStream(byte[] text) : ChunkedStream(text, text.Length)
{
    private readonly ManualResetEventSlim _isSilent = new();
    private readonly CancellationTokenSource _isDisposed = new();

    /// <summary>Waits until all text is given and more is wanted.</summary>
    public void WaitForSilence() => _isSilent.Wait();

    public override int Read(Span<byte> buffer)
    {
        int count = base.Read(buffer);
        if (count == 0)
        {
            _isSilent.Set();
            _isDisposed.Token.WaitHandle.WaitOne();
        }

        return count;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = base.Read(buffer.Span);
        if (count == 0)
        {
            _isSilent.Set();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        _isDisposed.Cancel();
        base.Dispose(disposing);
    }
}
