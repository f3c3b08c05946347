using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>Adds up how far the jobs of a run have come, and tells the program.</summary>
/// <param name="items">The jobs.</param>
/// <param name="target">The program.</param>
/// <param name="failed">Takes what the program throws.</param>
internal sealed class RunProgress(IReadOnlyCollection<LoadItem> items, IProgress<LoadProgress> target, Action<Exception> failed)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<LoadJob, TextProgress> _jobs = new(ReferenceEqualityComparer.Instance);
    private long? _totalBytes = items.Sum(static item => item.Bytes);
    private long _bytes;
    private long _rows;
    private int _done;

    /// <summary>A job has come further.</summary>
    public void Move(LoadItem item, TextProgress progress) => Tell(item, progress, isDone: false);

    /// <summary>A job is loaded.</summary>
    public void Finish(LoadItem item, long rows) => Tell(item, new TextProgress(item.Bytes, item.Bytes, rows), isDone: true);

    /// <summary>A job has failed.</summary>
    public void Fail(LoadItem item) => Finish(item, 0);

    /// <summary>A job begins again.</summary>
    public void Restart(LoadItem item) => Move(item, new TextProgress(0, item.Bytes, 0));

    private void Tell(LoadItem item, TextProgress progress, bool isDone)
    {
        lock (_lock)
        {
            ref TextProgress known = ref CollectionsMarshal.GetValueRefOrAddDefault(_jobs, item.Job, out _);
            if (isDone && known.Bytes > progress.Bytes)
            {
                progress = progress with { Bytes = known.Bytes, TotalBytes = known.TotalBytes }; // It is a pipe, or has grown.
            }

            _totalBytes = progress.TotalBytes is null ? null : _totalBytes;
            _bytes += progress.Bytes - known.Bytes;
            _rows += progress.Rows - known.Rows;
            known = progress;
            _done += isDone ? 1 : 0;
            try
            {
                target.Report(new LoadProgress(item.Job, progress, new TextProgress(_bytes, _totalBytes, _rows), _done, items.Count));
            }
            catch (Exception error)
            {
                failed(error);
            }
        }
    }
}
