using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>The main loop of a worker process: says hello, does one job after the other, and ends when its parent ends.</summary>
internal sealed class WorkerLoop
{
    private static readonly TimeSpan _timeToEnd = TimeSpan.FromSeconds(0.8);

    private readonly WorkerIdentity _identity;
    private readonly JobWork _work;

    // The jobs that the parent has sent, those that are not answered, and whether more will come. One lock for all.
    private readonly Queue<Assignment> _jobs = new();
    private readonly List<Assignment> _unanswered = [];
    private bool _isOver;

    // Of the last job; the next is nearly always of the same.
    private (string Dtype, RecordSchema Schema)? _latest;

    /// <param name="identity">This process.</param>
    /// <param name="work">The work.</param>
    public WorkerLoop(WorkerIdentity identity, JobWork work)
    {
        _identity = identity;
        _work = work;
    }

    /// <summary>Does jobs on this thread: a new process has no thread to spare, and most of its time goes into compiling.</summary>
    /// <returns>The exit code.</returns>
    public int Run()
    {
        // Ctrl+C goes to all processes of the terminal, but the parent decides when workers end.
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(
            PosixSignal.SIGINT,
            static context => context.Cancel = true);
        using DescriptorSocket? descriptors = _identity.SeesParent ? null : DescriptorSocket.Listen();
        Send(new WorkerMessage { Token = _identity.Token, Hello = _work.Hello with { Socket = descriptors?.Address } });
        new Thread(Listen) { IsBackground = true, Name = "SchemaToolkit worker channel" }.Start();
        while (Next() is { } assignment)
        {
            Send(new WorkerMessage { Token = _identity.Token, Taken = assignment.Job.Number });
            AnswerMessage answer = Answer(assignment.Job, assignment.Share, descriptors, assignment.Cancel.Token);

            // Before the answer: the parent may close the channel when it has it, and that must not look like its death.
            lock (_jobs)
            {
                _unanswered.Remove(assignment);
            }

            Send(new WorkerMessage { Token = _identity.Token, Answer = answer });
        }

        return 0;
    }

    private AnswerMessage Answer(JobMessage job, ThreadShare share, DescriptorSocket? descriptors, CancellationToken cancellationToken)
    {
        IJobWriter? writer = null;
        try
        {
            if (Environment.CurrentDirectory != job.Directory)
            {
                Environment.CurrentDirectory = job.Directory;
            }

            SafeFileHandle[] files = descriptors?.Receive(job.Number) ?? [];
            try
            {
                string segment = files.Length > 0 ? PathOf(files[0]) : job.Segment;
                PlaceInFile? inFile = files.Length > 1 ? job.InFile! with { Path = PathOf(files[1]) } : job.InFile;
                writer = _work.Open(segment, inFile, SchemaOf(job));
            }
            finally
            {
                Array.ForEach(files, static file => file.Dispose());
            }

            var work = new WorkerJob(job.Path, job.Name, job.Text with { Share = job.IsShared ? share : null }, job.Tag)
            {
                Progress = job.IsWatched ? new JobProgress(progress => Tell(job.Number, progress)) : null,
            };
            _work.DoAsync(work, writer, cancellationToken).GetAwaiter().GetResult();
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

    private static string PathOf(SafeFileHandle file)
        => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.DangerousGetHandle()}");

    private RecordSchema? SchemaOf(JobMessage job)
    {
        if (job.Dtype is not { } dtype)
        {
            return null;
        }

        if (_latest?.Dtype != dtype)
        {
            _latest = (dtype, RecordSchema.Parse(dtype));
        }

        return _latest!.Value.Schema;
    }

    private Assignment? Next()
    {
        lock (_jobs)
        {
            while (_jobs.Count == 0 && !_isOver)
            {
                Monitor.Wait(_jobs);
            }

            return _jobs.Count > 0 ? _jobs.Dequeue() : null;
        }
    }

    /// <summary>Listens to the parent on a separate thread, to notice its end whatever the work is doing.</summary>
    private void Listen()
    {
        int cancelled = 0;
        while (_identity.Channel.Read() is { } message)
        {
            if (message.Run is { } job)
            {
                var assignment = new Assignment(job);
                if (job.Number == cancelled)
                {
                    assignment.Cancel.Cancel(); // The cancellation came before its job.
                }

                lock (_jobs)
                {
                    _unanswered.Add(assignment);
                    _jobs.Enqueue(assignment);
                    Monitor.Pulse(_jobs);
                }
            }

            if (message.Grow is { } grow)
            {
                Find(grow.Job)?.Share.Grow(grow.Threads);
            }

            if (message.Cancel is { } number)
            {
                cancelled = number;
                _ = Find(number)?.Cancel.CancelAsync();
            }
        }

        // The program normally ends now, because Run returns. If it has not ended after a moment, it is made to.
        lock (_jobs)
        {
            if (_unanswered.Count > 0)
            {
                WorkerNative.Exit(1); // The parent has ended, so nobody takes the result.
            }

            _isOver = true;
            Monitor.Pulse(_jobs);
        }

        Thread.Sleep(_timeToEnd);
        WorkerNative.Exit(0);
    }

    private Assignment? Find(int job)
    {
        lock (_jobs)
        {
            return _unanswered.Find(assignment => assignment.Job.Number == job);
        }
    }

    private void Tell(int job, TextProgress progress) => Send(new WorkerMessage { Token = _identity.Token, Progress = (job, progress) });

    private void Send(WorkerMessage message) => _identity.Channel.Write(message);

    /// <summary>A job, and what the parent may say about it while it is done.</summary>
    private sealed class Assignment(JobMessage job)
    {
        public JobMessage Job { get; } = job;

        public ThreadShare Share { get; } = new();

        public CancellationTokenSource Cancel { get; } = new();
    }
}
