namespace SchemaToolkit;

/// <summary>Reads buffers that arrive one after the other.</summary>
internal sealed class BuffersStream(IAsyncEnumerable<ReadOnlyMemory<byte>> buffers) : ReadStream
{
    private IAsyncEnumerator<ReadOnlyMemory<byte>>? _buffers;
    private ReadOnlyMemory<byte> _rest;

    public override int Read(Span<byte> buffer)
    {
        while (_rest.IsEmpty)
        {
            if (!WaitingContext.Run(() => NextAsync(CancellationToken.None)))
            {
                return 0;
            }
        }

        return Take(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_rest.IsEmpty)
        {
            if (!await NextAsync(cancellationToken).ConfigureAwait(false))
            {
                return 0;
            }
        }

        return Take(buffer.Span);
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _buffers, null) is { } buffers)
        {
            await buffers.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _buffers, null) is { } buffers)
        {
            WaitingContext.Run(async () =>
            {
                await buffers.DisposeAsync().ConfigureAwait(false);
                return true;
            });
        }

        base.Dispose(disposing);
    }

    private async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _buffers ??= buffers.GetAsyncEnumerator(cancellationToken);
        bool isThere = await _buffers.MoveNextAsync().ConfigureAwait(false);
        _rest = isThere ? _buffers.Current : default;
        return isThere;
    }

    private int Take(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _rest.Length);
        _rest.Span[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }
}
