using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace SchemaToolkit;

/// <summary>One worker process as its parent sees it. A single thread talks to it; <see cref="Cancel"/> and
/// <see cref="Kill"/> may come from any.</summary>
internal sealed class WorkerProcess
{
    /// <summary>128 and the number of SIGKILL.</summary>
    private const int KilledExitCode = 137;

    private const int NoiseKept = 10;
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(1);

    /// <summary>For what a process that is gone has left in its pipe.</summary>
    private static readonly TimeSpan _timeToRead = TimeSpan.FromSeconds(0.5);

    private readonly Lock _lock = new();
    private readonly Lock _sending = new();
    private readonly Process _process;
    private readonly string _prefix;
    private readonly Queue<string> _noise = new();
    private readonly CancellationTokenSource _gone = new();
    private int _running;
    private bool _ended;

    private WorkerProcess(Process process, string token)
    {
        _process = process;
        _prefix = WorkerMessage.Prefix(token);
        _ = TellWhenGoneAsync();
    }

    /// <summary>Starts a process and waits until it is a worker for the record.</summary>
    /// <exception cref="WorkerStartException">It cannot be started, or becomes none.</exception>
    /// <exception cref="SchemaMismatchException">Its record is not the parent's.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled; the process is gone.</exception>
    public static WorkerProcess Start(WorkerStart start, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        WorkerProcess worker;
        try
        {
            ProcessStartInfo info = start.Program.StartInfo();
            foreach ((string name, string? value) in start.Environment)
            {
                info.Environment[name] = value;
            }

            info.Environment[WorkerIdentity.Variable] = WorkerIdentity.Value(token, start.Record.Record);
            worker = new WorkerProcess(Process.Start(info)!, token);
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or IOException)
        {
            throw new WorkerStartException($"The worker process '{start.Program}' cannot be started: {error.Message}", error);
        }

        try
        {
            worker.Greet(start, cancellationToken);
            return worker;
        }
        catch
        {
            worker.Kill();
            worker.EndAsync().GetAwaiter().GetResult();
            throw;
        }
    }

    /// <summary>Has a job done.</summary>
    /// <param name="job">The job.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <param name="answer">What came of it; <see langword="null"/> when the process died.</param>
    /// <returns>Whether the job reached the process: otherwise it was dead before.</returns>
    public bool TryRun(JobMessage job, CancellationToken cancellationToken, out AnswerMessage? answer)
    {
        answer = null;
        bool isTaken = false;
        lock (_lock)
        {
            _running = job.Number;
        }

        try
        {
            Send(new ParentMessage { Run = job });
            using CancellationTokenRegistration cancel = cancellationToken.Register(() => Cancel(job.Number));
            while (answer is null && Receive() is { } message)
            {
                isTaken |= message.Taken == job.Number;
                answer = message.Answer?.Number == job.Number ? message.Answer : null;
            }
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            // What became of it is no worker any more.
        }

        lock (_lock)
        {
            _running = 0;
        }

        return isTaken;
    }

    /// <summary>Ends the process: an idle one is told that there are no more jobs, and killed when it stays.</summary>
    public async Task EndAsync()
    {
        try
        {
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
            Kill();
            await _process.WaitForExitAsync().ConfigureAwait(false);
        }

        lock (_lock)
        {
            _ended = true;
            _process.StandardOutput.Dispose(); // Process leaves open what was read from by hand.
            _process.Dispose();
        }
    }

    public void Kill()
    {
        lock (_lock)
        {
            if (!_ended)
            {
                _process.Kill();
            }
        }
    }

    /// <summary>How the process ended; it has, or is made to.</summary>
    public int WaitForExitCode()
    {
        if (!_process.WaitForExit(_grace))
        {
            Kill();
            _process.WaitForExit();
        }

        return _process.ExitCode;
    }

    public static string DescribeExit(int code)
    {
        const int signalled = 128;
        string text = code > signalled
            ? string.Create(CultureInfo.InvariantCulture, $"was killed by signal {code - signalled}")
            : string.Create(CultureInfo.InvariantCulture, $"ended with exit code {code}");
        return code == KilledExitCode ? text + " (by the kernel when memory ran out, or by hand)" : text;
    }

    /// <summary>Asks for a job to be given up, and kills the process when it does not answer soon.</summary>
    private void Cancel(int job)
    {
        lock (_lock)
        {
            if (_running != job)
            {
                return;
            }
        }

        try
        {
            Send(new ParentMessage { Cancel = job });
        }
        catch (IOException)
        {
            return; // It died; the thread that waits for its answer knows.
        }

        _ = KillLaterAsync(job);
    }

    /// <summary>Ends the waiting for messages of a process that is gone: a child that it left may have inherited the pipe,
    /// which does not come to its end then.</summary>
    private async Task TellWhenGoneAsync()
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        await Task.Delay(_timeToRead).ConfigureAwait(false);
        await _gone.CancelAsync().ConfigureAwait(false);
    }

    private async Task KillLaterAsync(int job)
    {
        await Task.Delay(_grace).ConfigureAwait(false);
        lock (_lock)
        {
            if (_running == job)
            {
                _process.Kill();
            }
        }
    }

    private void Greet(WorkerStart start, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(start.Timeout);
        WorkerMessage? message;
        using (limit.Token.Register(Kill))
        {
            message = Receive();
        }

        if (message?.Hello is { } hello)
        {
            CheckRecord(start, hello);
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (message is null && !limit.IsCancellationRequested && WaitForExitCode() == KilledExitCode)
        {
            // No fault of the program: whatever killed it might as well have come a moment later.
            throw new WorkerKilledException(KilledExitCode);
        }

        string what = message is { Lost: true } ? "came to RecordWorkers.Start instead of RecordWorkers.RunWorkerAsync"
            : limit.IsCancellationRequested ? string.Create(CultureInfo.InvariantCulture, $"did not come to RecordWorkers.RunWorkerAsync within {start.Timeout.TotalSeconds} seconds (WorkerOptions.StartTimeout)")
            : $"{DescribeExit(WaitForExitCode())} before it came to RecordWorkers.RunWorkerAsync";
        string printed = _noise.Count == 0 ? "" : $"\nIt printed:\n  {string.Join("\n  ", _noise)}";
        throw new WorkerStartException($"The worker process '{start.Program}' {what}. The first line of Main must be:\n  {start.FirstLine}{printed}");
    }

    private static void CheckRecord(WorkerStart start, HelloMessage hello)
    {
        HelloMessage expected = start.Record;
        if (hello.Protocol != expected.Protocol)
        {
            throw new WorkerStartException(string.Create(CultureInfo.InvariantCulture, $"The worker process '{start.Program}' speaks version {hello.Protocol} of the protocol, this program {expected.Protocol}: they are built with different versions of SchemaToolkit."));
        }

        if (hello.Record != expected.Record)
        {
            throw new WorkerStartException($"The worker process '{start.Program}' works on {hello.Record} where this program asked for {expected.Record}. A program with workers for several records asks for each at the start of Main: if (RecordWorkers.IsWorkerFor<A>()) return await RecordWorkers.RunWorkerAsync<A>();");
        }

        if (hello.Fingerprint != expected.Fingerprint)
        {
            throw new SchemaMismatchException($"The record {hello.Record} of the worker process '{start.Program}' is {hello.Descr}, that of this program {expected.Descr}: they are not of one build.");
        }
    }

    private void Send(ParentMessage message)
    {
        byte[] line = WorkerJson.Line(message);
        lock (_sending)
        {
            Stream input = _process.StandardInput.BaseStream;
            input.Write(line);
            input.Flush();
        }
    }

    /// <summary>The worker's next message. What else the program prints, before it is a worker or through a stream it
    /// opened before, is shown where the rest of its output goes.</summary>
    private WorkerMessage? Receive()
    {
        while (ReadLine() is { } line)
        {
            if (line.StartsWith(_prefix, StringComparison.Ordinal))
            {
                return JsonSerializer.Deserialize(line, WorkerJson.Default.WorkerMessage);
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

    private string? ReadLine()
    {
        try
        {
            // Only an asynchronous read of a pipe can be given up.
            return _process.StandardOutput.ReadLineAsync(_gone.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
