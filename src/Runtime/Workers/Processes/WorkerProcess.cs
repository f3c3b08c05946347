using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace SchemaToolkit;

/// <summary>One worker process as its parent sees it. A single thread talks to it; any thread may call <see cref="Cancel"/>
/// and <see cref="Kill"/>.</summary>
internal sealed class WorkerProcess
{
    private const int NoiseKept = 10;
    private const int LongestAhead = 8192;
    private const int SendingMilliseconds = 100;
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Lock _sending = new();
    private readonly Process _process;
    private readonly string _token;
    private readonly string _prefix;
    private readonly Queue<string> _noise = new();
    private readonly WorkerPipes? _pipes;
    private readonly WorkerPipe _input;
    private readonly WorkerOutput _output;
    private readonly WorkerPrintout _printout;
    private readonly string _program;
    private DescriptorSocket? _descriptors;
    private Win32Exception? _refusal;
    private int _running;
    private bool _hasTimedOut;
    private bool _ended;

    private WorkerProcess(Process process, WorkerPipes? pipes, string program, string token)
    {
        _process = process;
        _program = program;
        _token = token;
        _prefix = WorkerMessage.Prefix(token);
        _pipes = pipes;
        _input = new WorkerPipe(pipes?.Input ?? process.StandardInput.BaseStream);
        _output = new WorkerOutput(process, pipes?.Output ?? process.StandardOutput.BaseStream);
        _printout = pipes is null
            ? new WorkerPrintout(process.StandardError.BaseStream)
            : new WorkerPrintout(process.StandardError.BaseStream, process.StandardOutput.BaseStream);
    }

    /// <summary>Starts a process and waits until it is a worker for the record.</summary>
    /// <exception cref="WorkerStartException">It cannot be started, or does not become a worker.</exception>
    /// <exception cref="SchemaMismatchException">Its record is not the parent's.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled; the process has ended.</exception>
    public static WorkerProcess Start(WorkerStart start, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string token = Guid.NewGuid().ToString("N"); // random bytes of the system, without loading a library for them
        WorkerProcess worker;
        WorkerPipes? pipes = null;
        try
        {
            ProcessStartInfo info = start.Program.StartInfo();
            foreach ((string name, string? value) in start.Environment)
            {
                info.Environment[name] = value;
            }

            using Lock.Scope starts = ProcessStarts.Pause();
            pipes = Portable.IsOn ? new WorkerPipes() : null;
            info.Environment[WorkerIdentity.Variable] = WorkerIdentity.Value(token, start.Record.Record, pipes);
            worker = new WorkerProcess(Process.Start(info)!, pipes, start.Program.ToString(), token);
            pipes?.Inherited();
        }
        catch (Exception error) when (error is Win32Exception or IOException)
        {
            pipes?.Dispose();
            throw new WorkerStartException($"The worker process '{start.Program}' cannot be started: {error.Message}", error);
        }

        try
        {
            worker.Greet(start, cancellationToken);
            return worker;
        }
        catch (Exception error)
        {
            worker.Kill();
            try
            {
                worker.EndAsync().GetAwaiter().GetResult();
            }
            catch (IOException stays)
            {
                throw new WorkerStartException($"{error.Message}\n{stays.Message}", error);
            }

            throw;
        }
    }

    /// <summary>Whether it has answered a job.</summary>
    public bool HasWorked { get; private set; }

    /// <summary>Whether it was told to give up its latest job because that took too long.</summary>
    public bool HasTimedOut
    {
        get
        {
            lock (_lock)
            {
                return _hasTimedOut;
            }
        }
    }

    /// <summary>Sends a job and waits for its answer.</summary>
    /// <param name="job">The job.</param>
    /// <param name="isSent">Whether <see cref="TrySendAhead"/> has sent it.</param>
    /// <param name="sent">Is called when the job was sent.</param>
    /// <param name="progress">Is told how far it has come.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="cancellationToken">Gives up the job.</param>
    /// <param name="answer">The answer; <see langword="null"/> when the process died.</param>
    /// <returns>Whether the process began the job; if not, it had died before.</returns>
    public bool TryRun(
        JobMessage job,
        bool isSent,
        Action sent,
        Action<TextProgress> progress,
        TimeSpan? timeout,
        CancellationToken cancellationToken,
        out AnswerMessage? answer)
    {
        answer = null;
        bool isTaken = false;
        _printout.Forget();
        lock (_lock)
        {
            _running = job.Number;
            _hasTimedOut = false;
        }

        try
        {
            using Timer? limit = timeout is { } time ? new Timer(_ => TimeOut(job.Number), null, time, Timeout.InfiniteTimeSpan) : null;

            // Registered first: sending a large job to a process that does not read never ends by itself.
            using CancellationTokenRegistration cancel = cancellationToken.Register(() => Cancel(job.Number));
            if (!isSent)
            {
                _descriptors?.Send(job.Number, job.Files.Span);
                Send(new ParentMessage { Run = job });
            }

            sent();
            while (answer is null && Receive() is { } message)
            {
                isTaken |= message.Taken == job.Number;
                if (message.Progress is { } some && some.Job == job.Number)
                {
                    progress(some.Progress);
                }

                answer = message.Answer?.Number == job.Number ? message.Answer : null;
                HasWorked |= answer is not null;
            }
        }
        catch (IOException)
        {
            // The process cannot be used as a worker any more: there is no answer.
        }
        finally
        {
            lock (_lock)
            {
                _running = 0;
            }
        }

        return isTaken;
    }

    /// <summary>Sends a job to do after the one that the process does. It is waited for by <see cref="TryRun"/>.</summary>
    /// <returns>False if that could take long, or the process has died.</returns>
    public bool TrySendAhead(JobMessage job)
    {
        // The pipe has room for a short message, even if the process does not read.
        byte[] line = new ParentMessage { Run = job }.ToLine();
        if (line.Length > LongestAhead)
        {
            return false;
        }

        try
        {
            lock (_sending)
            {
                _descriptors?.Send(job.Number, job.Files.Span);
                _input.Write(line);
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Lets the job that the process does have more threads.</summary>
    public void Grow(int threads)
    {
        int job;
        lock (_lock)
        {
            job = _running;
        }

        if (job != 0 && threads > 1)
        {
            TrySend(new ParentMessage { Grow = (job, threads) });
        }
    }

    /// <summary>Ends the process: closes its input, which tells it that there are no more jobs, and kills it if it does not
    /// end.</summary>
    /// <exception cref="IOException">It does not end, and the system refuses to kill it.</exception>
    public async Task EndAsync()
    {
        bool isGone = true;
        try
        {
            _pipes?.Input.Dispose();
            _process.StandardInput.BaseStream.Close();
        }
        catch (IOException)
        {
        }

        try
        {
            await _process.WaitForExitAsync().WaitAsync(_grace).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            isGone = Kill();
            if (isGone)
            {
                await _process.WaitForExitAsync().ConfigureAwait(false);
            }
        }

        IOException? stays = isGone ? null : Stays();
        _output.Dispose();
        lock (_lock)
        {
            _ended = true;
            _descriptors?.Dispose();
            if (_pipes is null)
            {
                _process.StandardOutput.Dispose(); // Process.Dispose leaves a stream open that the program has read from.
            }

            _process.Dispose();
        }

        if (stays is not null)
        {
            throw stays;
        }
    }

    /// <summary>Kills the process. If the system refuses (the process now runs as another user, for example), waiting for
    /// its messages ends.</summary>
    /// <returns>Whether it was not refused.</returns>
    public bool Kill()
    {
        lock (_lock)
        {
            try
            {
                if (!_ended)
                {
                    _process.Kill();
                }

                return true;
            }
            catch (Win32Exception refusal)
            {
                _refusal = refusal;
                _output.GiveUp();
                return false;
            }
        }
    }

    /// <summary>Waits for the end of the process, kills it if it does not end, and returns its exit code.</summary>
    /// <exception cref="IOException">It does not end, and the system refuses to kill it.</exception>
    public int WaitForExitCode()
    {
        if (!_process.WaitForExit(_grace))
        {
            if (!Kill())
            {
                throw Stays();
            }

            _process.WaitForExit();
        }

        return _process.ExitCode;
    }

    /// <summary>The last lines that it printed for its latest job, for the end of a message. It must have ended.</summary>
    public string Printed()
        => _printout.LastLines() is { Length: > 0 } lines
            ? $"\nThe last that it printed:\n  {lines.Replace("\n", "\n  ", StringComparison.Ordinal)}"
            : "";

    private void TimeOut(int job)
    {
        lock (_lock)
        {
            if (_running != job)
            {
                return;
            }

            _hasTimedOut = true;
        }

        Cancel(job);
    }

    /// <summary>Asks the process to give up a job, and kills it if it does not answer soon.</summary>
    private void Cancel(int job)
    {
        lock (_lock)
        {
            if (_running != job)
            {
                return;
            }
        }

        _ = KillLaterAsync(job);
        TrySend(new ParentMessage { Cancel = job });
    }

    // Does not wait long for the lock: if a message is still being sent then, the process is not reading.
    private void TrySend(ParentMessage message)
    {
        if (_sending.TryEnter(SendingMilliseconds))
        {
            try
            {
                SendNow(message);
            }
            catch (Exception gone) when (gone is IOException or ObjectDisposedException)
            {
                // It died; the thread that waits for its answer knows.
            }
            finally
            {
                _sending.Exit();
            }
        }
    }

    private async Task KillLaterAsync(int job)
    {
        await Task.Delay(_grace).ConfigureAwait(false);
        lock (_lock)
        {
            if (_running == job)
            {
                Kill();
            }
        }
    }

    private void Greet(WorkerStart start, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(start.Timeout);
        WorkerMessage? message;
        using (limit.Token.Register(() => Kill()))
        {
            message = Receive();
        }

        if (message?.Hello is { } hello)
        {
            if (_pipes is not null)
            {
                _process.StandardInput.BaseStream.Close(); // What the worker starts reads nothing from it.
            }

            CheckRecord(start, hello);
            try
            {
                _descriptors = hello.Socket is { } socket ? DescriptorSocket.Connect(socket) : null;
            }
            catch (IOException error)
            {
                throw new WorkerStartException(error.Message, error);
            }

            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (message is null && !limit.IsCancellationRequested && WaitForExitCode() == ProcessExit.Killed)
        {
            // Not the program's fault: it could have been killed a moment later just as well.
            throw new WorkerKilledException(ProcessExit.Killed);
        }

        string what = message is { Lost: true } ? "called RecordWorkers.Start instead of RecordWorkers.RunWorkerAsync"
            : limit.IsCancellationRequested
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"did not call RecordWorkers.RunWorkerAsync within {start.Timeout.TotalSeconds} seconds (WorkerOptions.StartTimeout)")
            : $"{ProcessExit.Describe(WaitForExitCode())} before it called RecordWorkers.RunWorkerAsync";
        Kill();
        string printed = (_noise.Count == 0 ? "" : $"\nIt printed:\n  {string.Join("\n  ", _noise)}") + Printed();
        throw new WorkerStartException(
            $"The worker process '{start.Program}' {what}. The first line of Main must be:\n  {start.FirstLine}{printed}");
    }

    private static void CheckRecord(WorkerStart start, HelloMessage hello)
    {
        HelloMessage expected = start.Record;
        if (hello.Protocol != expected.Protocol)
        {
            throw new WorkerStartException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The worker process '{start.Program}' uses version {hello.Protocol} of the protocol, and this program uses "
                        + $"version {expected.Protocol}: they are built with different versions of SchemaToolkit."));
        }

        if (hello.Record != expected.Record)
        {
            throw new WorkerStartException(
                $"The worker process '{start.Program}' works on {hello.Record} where this program asked for {expected.Record}. "
                    + $"A program with workers for several records must check for each at the start of Main: "
                    + $"if (RecordWorkers.IsWorkerFor<A>()) return await RecordWorkers.RunWorkerAsync<A>();");
        }

        if (hello.Fingerprint != expected.Fingerprint)
        {
            throw new SchemaMismatchException(
                $"The record {hello.Record} is {hello.Descr} in the worker process '{start.Program}', and "
                    + $"{expected.Descr} in this program: they are not of the same build.");
        }
    }

    private void Send(ParentMessage message)
    {
        lock (_sending)
        {
            SendNow(message);
        }
    }

    private void SendNow(ParentMessage message) => _input.Write(message.ToLine());

    private IOException Stays()
        => new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The worker process {_process.Id} ('{_program}') does not end, and the system refuses to kill it: {_refusal!.Message}."),
            _refusal);

    /// <summary>Receives the worker's next message. Other lines, which the program prints before it becomes a worker or
    /// through a stream that it opened before, go to standard error like the rest of its output.</summary>
    private WorkerMessage? Receive()
    {
        while (_output.ReadLine() is { } line)
        {
            if (line.StartsWith(_prefix, StringComparison.Ordinal))
            {
                return WorkerMessage.Read(line, _token);
            }

            if (line.Length > 0)
            {
                Console.Error.WriteLine(line);
                _noise.Enqueue(line);
                if (_noise.Count > NoiseKept)
                {
                    _noise.Dequeue();
                }
            }
        }

        return null;
    }
}
