using System.Diagnostics;
using SchemaToolkit;
using SchemaToolkit.Tests;

/// <summary>The work of the worker program: what the job's tag says.</summary>
internal static class Work
{
    public static async Task DoAsync(WorkerJob job, SharedRecordWriter<CpgSite> writer, TextWriter? early, CancellationToken token)
    {
        early?.WriteLine("schematoolkit printed through a writer from before the worker was one");
        switch (job.Tag)
        {
            case null:
                await foreach (ReadOnlyMemory<CpgSite> batch in RecordText.ReadBatchesAsync<CpgSite>(job.Path, job.Text, job.Report, token))
                {
                    writer.Add(batch.Span);
                }

                break;
            case "print":
                for (int i = 0; i < 1000; i++)
                {
                    Console.WriteLine($"answer\t{i}\t");
                }

                using (Process echo = Process.Start("/bin/sh", ["-c", "echo a child prints on the inherited output"]))
                {
                    echo.WaitForExit();
                }

                goto case null;
            case "process and tell":
                Started(job);
                goto case "process";
            case "process":
                writer.Add(new CpgSite("process", Environment.ProcessId, 0, 0, 0));
                break;
            case "environment":
                using (Process test = Process.Start("/bin/sh", ["-c", "test -z \"$SCHEMATOOLKIT_WORKER\" && { test -n \"$SCHEMATOOLKIT_PORTABLE\" || test /proc/self/fd/1 -ef /proc/self/fd/2; } && printf 'a line without an end' && ! read line"]))
                {
                    test.WaitForExit();
                    writer.Add(new CpgSite("exit code", test.ExitCode, 0, 0, 0));
                }

                break;
            case "many":
                writer.Add(new CpgSite[100_000]);
                break;
            case "write afterwards":
                // A thread that the work leaves behind.
                new Thread(() =>
                {
                    try
                    {
                        for (var watch = Stopwatch.StartNew(); watch.ElapsedMilliseconds < 2000;)
                        {
                            writer.Add(new CpgSite[5000]);
                        }
                    }
                    catch (ObjectDisposedException)
                    {
                    }
                })
                { IsBackground = true }.Start();
                await Task.Delay(5, token);
                break;
            case "when released":
                Started(job);
                while (!File.Exists(job.Path + ".released"))
                {
                    await Task.Delay(10, token);
                }

                goto case null;
            case "until cancelled":
                Started(job);
                try
                {
                    await Task.Delay(Timeout.Infinite, token);
                }
                finally
                {
                    File.WriteAllText(job.Path + ".cancelled", "");
                }

                break;
            case "hang":
                writer.Add(new CpgSite("lost", 1, 0, 0, 0));
                Started(job);
                Thread.Sleep(Timeout.Infinite);
                break;
            case "write for long":
                // Never looks at the token.
                for (int i = 0; i < 10_000; i++)
                {
                    writer.Add(new CpgSite[1000]);
                    if (i == 10)
                    {
                        Started(job);
                    }

                    Thread.Sleep(5);
                }

                break;
            case "leave a child":
                // It keeps the standard output that it inherited for longer than the worker lives.
                Process.Start("/bin/sleep", "300").Dispose();
                using (Process self = Process.GetCurrentProcess())
                {
                    self.Kill();
                }

                break;
            case "open":
                writer.Add(new CpgSite("open", Directory.GetFileSystemEntries("/proc/self/fd").Count(entry => new FileInfo(entry).LinkTarget == job.Path), 0, 0, 0));
                break;
            case "die once":
                if (!File.Exists(job.Path + ".died"))
                {
                    File.WriteAllText(job.Path + ".died", "");
                    goto case "die";
                }

                goto case null;
            case "hang once":
                if (!File.Exists(job.Path + ".started"))
                {
                    goto case "hang";
                }

                goto case null;
            case "wait once":
                if (!File.Exists(job.Path + ".started"))
                {
                    goto case "until cancelled";
                }

                goto case null;
            case "die":
                using (Process self = Process.GetCurrentProcess())
                {
                    self.Kill();
                }

                break;
            case "complain and die":
                for (int i = 0; i < 10_000; i++)
                {
                    Console.Error.WriteLine($"complaint {i}");
                }

                throw new InvalidOperationException("unreachable", Crash("the last word"));
            case "exit":
                Environment.Exit(3);
                break;
            case "throw":
                throw new UnheardOfException("the work went wrong");
            default:
                throw new ArgumentException($"no work '{job.Tag}'");
        }
    }

    /// <summary>Ends the process as an exception that nobody handles does.</summary>
    private static Exception Crash(string message)
    {
        var thread = new Thread(() => throw new UnheardOfException(message));
        thread.Start();
        thread.Join();
        return new UnheardOfException(message);
    }

    /// <summary>Tells the test that the job is being done, and by whom.</summary>
    private static void Started(WorkerJob job)
    {
        File.WriteAllText(job.Path + ".starting", $"{Environment.ProcessId}");
        File.Move(job.Path + ".starting", job.Path + ".started");
    }

    private sealed class UnheardOfException(string message) : Exception(message);
}
