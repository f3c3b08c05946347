using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace SchemaToolkit.Tests.Support;

/// <summary>Real Python with numpy and h5py: Debian's, unless <c>SCHEMATOOLKIT_PYTHON</c> names another.</summary>
internal static class Python
{
    // Starting Python and loading both libraries takes longer than most scripts. So one process does that once, and each script
    // runs in a copy of it (fork), which begins with nothing but the libraries and ends as any program of Python does. Between them
    // is a process that waits for the script and answers in one line. The first process ends with its input, which is when the
    // process of the tests does.
    private const string Server = """
        import sys, os, json, fcntl, signal, h5py, numpy as np
        def next_script():
            answers, lock = os.dup(1), os.memfd_create('lock')
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            for line in sys.stdin.buffer:
                if os.fork(): continue
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                request = json.loads(line)
                streams = os.memfd_create('output'), os.memfd_create('errors')
                child = os.fork()
                if child == 0:
                    os.close(answers)
                    os.close(lock)
                    for number, stream in (0, os.open(os.devnull, os.O_RDONLY)), (1, streams[0]), (2, streams[1]):
                        os.dup2(stream, number)
                        os.close(stream)
                    sys.stdin = open(0, closefd=False)
                    sys.argv = ['-c', *request['Arguments']]
                    return request['Script']
                code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
                output, errors = (os.pread(stream, os.fstat(stream).st_size, 0).decode('utf-8', 'replace') for stream in streams)
                answer = json.dumps({'Id': request['Id'], 'ExitCode': code, 'Output': output, 'Errors': errors}) + '\n'
                fcntl.lockf(lock, fcntl.LOCK_EX)
                with open(answers, 'w') as to: to.write(answer)
                os._exit(0)
            os._exit(0)
        exec(compile(next_script(), '<string>', 'exec'), {'__name__': '__main__', 'sys': sys, 'os': os, 'h5py': h5py, 'np': np})
        """;

    private static readonly ConcurrentDictionary<int, TaskCompletionSource<Answer>> _running = [];
    private static readonly Lazy<Process> _server = new(Start);
    private static int _last;

    public static string Path { get; } = Environment.GetEnvironmentVariable("SCHEMATOOLKIT_PYTHON") ?? "/usr/bin/python3";

    /// <summary>Runs a script (numpy is <c>np</c>, h5py is <c>h5py</c>; arguments from <c>sys.argv[1]</c> on) and gives
    /// what it printed, trimmed.</summary>
    public static string Run(string script, params string[] arguments)
    {
        var request = new Request(Interlocked.Increment(ref _last), script, arguments);
        var result = new TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _running[request.Id] = result;
        StreamWriter requests = _server.Value.StandardInput;
        lock (requests)
        {
            requests.WriteLine(JsonSerializer.Serialize(request));
            requests.Flush();
        }

        Answer answer = result.Task.GetAwaiter().GetResult();
        return answer.ExitCode == 0 ? answer.Output.Trim() : throw new InvalidOperationException($"Python failed:\n{answer.Errors}\n{script}");
    }

    private static Process Start()
    {
        var start = new ProcessStartInfo(Path, ["-c", Server]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        var reading = new Thread(() =>
        {
            while (process.StandardOutput.ReadLine() is { } line)
            {
                Answer answer = JsonSerializer.Deserialize<Answer>(line)!;
                if (_running.TryRemove(answer.Id, out TaskCompletionSource<Answer>? result))
                {
                    result.SetResult(answer);
                }
            }

            foreach (TaskCompletionSource<Answer> result in _running.Values)
            {
                result.TrySetException(new InvalidOperationException($"Python has ended:\n{errors.Result}"));
            }
        });
        reading.IsBackground = true;
        reading.Start();
        return process;
    }

    private sealed record Request(int Id, string Script, string[] Arguments);

    private sealed record Answer(int Id, int ExitCode, string Output, string Errors);
}
