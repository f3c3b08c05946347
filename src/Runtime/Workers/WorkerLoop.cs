using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace SchemaToolkit;

/// <summary>The main loop of a worker process: says hello, does one job after the other, and ends when its parent ends.</summary>
/// <typeparam name="T">The record.</typeparam>
internal sealed class WorkerLoop<T>
    where T : unmanaged, ISharedRecord<T>
{
    private static readonly TimeSpan _timeToEnd = TimeSpan.FromSeconds(0.8);

    private readonly WorkerIdentity _identity;
    private readonly Func<WorkerJob, SharedRecordWriter<T>, CancellationToken, Task> _work;
    private readonly Channel<(JobMessage Job, ThreadShare Share, CancellationTokenSource Cancel)> _jobs
        = Channel.CreateUnbounded<(JobMessage, ThreadShare, CancellationTokenSource)>();
    private int _unanswered;

    private readonly bool _readsText;

    /// <param name="identity">This process.</param>
    /// <param name="work">The work.</param>
    /// <param name="readsText">Whether it reads the job's file, one record a row.</param>
    public WorkerLoop(WorkerIdentity identity, Func<WorkerJob, SharedRecordWriter<T>, CancellationToken, Task> work, bool readsText)
    {
        _identity = identity;
        _work = work;
        _readsText = readsText;
    }

    public async Task<int> RunAsync()
    {
        // Ctrl+C goes to all processes of the terminal, but the parent decides when workers end.
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(
            PosixSignal.SIGINT,
            static context => context.Cancel = true);
        Send(new WorkerMessage { Token = _identity.Token, Hello = HelloMessage.For<T>(_readsText) });
        new Thread(Listen) { IsBackground = true, Name = "SchemaToolkit worker channel" }.Start();
        await foreach ((JobMessage job, ThreadShare share, CancellationTokenSource cancel) in _jobs.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            Send(new WorkerMessage { Token = _identity.Token, Taken = job.Number });
            AnswerMessage answer = await AnswerAsync(job, share, cancel.Token).ConfigureAwait(false);

            // Before the answer: the parent may close the channel when it has it, and that must not look like its death.
            Interlocked.Decrement(ref _unanswered);
            Send(new WorkerMessage { Token = _identity.Token, Answer = answer });
        }

        return 0;
    }

    private async Task<AnswerMessage> AnswerAsync(JobMessage job, ThreadShare share, CancellationToken cancellationToken)
    {
        SharedRecordWriter<T>? writer = null;
        try
        {
            if (Environment.CurrentDirectory != job.Directory)
            {
                Environment.CurrentDirectory = job.Directory;
            }

            writer = SharedRecordWriter<T>.OpenForParent(job.Segment, job.InFile);
            var work = new WorkerJob(job.Path, job.Name, job.Text with { Share = share }, job.Tag);
            await _work(work, writer, cancellationToken).ConfigureAwait(false);
            writer.Complete();
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

    /// <summary>Listens to the parent on a separate thread, to notice its end whatever the work is doing.</summary>
    private void Listen()
    {
        CancellationTokenSource? running = null;
        var share = new ThreadShare();
        int number = 0;
        int? cancelled = null;
        while (_identity.Channel.Read() is { } message)
        {
            if (message.Run is { } job)
            {
                running = new CancellationTokenSource();
                number = job.Number;
                Interlocked.Increment(ref _unanswered);
                share = new ThreadShare();
                _jobs.Writer.TryWrite((job, share, running));
            }

            if (message.Grow is { } grow && grow.Job == number)
            {
                share.Grow(grow.Threads);
            }

            // A cancellation may come before its job.
            cancelled = message.Cancel ?? cancelled;
            if (cancelled == number)
            {
                _ = running?.CancelAsync();
            }
        }

        if (Volatile.Read(ref _unanswered) > 0)
        {
            WorkerNative.Exit(1); // The parent has ended, so nobody takes the result.
        }

        // The program normally ends now, because RunAsync returns. If it has not ended after a moment, it is made to.
        _jobs.Writer.Complete();
        Thread.Sleep(_timeToEnd);
        WorkerNative.Exit(0);
    }

    private void Send(WorkerMessage message) => _identity.Channel.Write(message);
}
