namespace SchemaToolkit;

/// <summary>The main loop of a worker process, with its work.</summary>
/// <typeparam name="T">The record.</typeparam>
internal sealed class WorkerLoop<T> : WorkerLoop
    where T : unmanaged, ISharedRecord<T>
{
    private readonly Func<WorkerJob, SharedRecordWriter<T>, CancellationToken, Task> _work;

    /// <param name="identity">This process.</param>
    /// <param name="work">The work.</param>
    public WorkerLoop(WorkerIdentity identity, Func<WorkerJob, SharedRecordWriter<T>, CancellationToken, Task> work)
        : base(identity, HelloMessage.For<T>())
        => _work = work;

    protected override AnswerMessage Answer(JobMessage job, ThreadShare share, CancellationToken cancellationToken)
    {
        SharedRecordWriter<T>? writer = null;
        try
        {
            if (Environment.CurrentDirectory != job.Directory)
            {
                Environment.CurrentDirectory = job.Directory;
            }

            writer = SharedRecordWriter<T>.OpenForParent(job.Segment, job.InFile);
            var work = new WorkerJob(job.Path, job.Name, job.Text with { Share = job.IsShared ? share : null }, job.Tag);
            _work(work, writer, cancellationToken).GetAwaiter().GetResult();
            writer.Complete(job.IsFramed);
            return new AnswerMessage(job.Number, writer.Count, ReportMessage.From(work.Report), null, IsPlaceBroken: false);
        }
        catch (Exception error)
        {
            return new AnswerMessage(job.Number, 0, null, ErrorMessage.From(error), writer is { IsPlaceBroken: true });
        }
        finally
        {
            writer?.Dispose();
        }
    }
}
