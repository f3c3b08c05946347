using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using SchemaToolkit;

namespace Methylation;

/// <summary>The command line: what it may say, and the job that it asks for.</summary>
internal static class Arguments
{
    /// <summary>Does what the command line says.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var files = new Argument<FileInfo[]>("file")
        {
            Description = "Tables: plain, Bismark .cov or methylKit .myCpG.txt; gzip or not; different kinds may be mixed",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<FileInfo>("--output", "-o")
        {
            Description = "The HDF5 file; every table becomes a dataset with the name of its file",
            Required = true,
        };
        var format = new Option<TableFormat?>("--format")
        {
            Description = "The kind of all tables; without it, each is recognised by its first line",
        };
        var pool = new Option<int?>("--pool")
        {
            Description = "The number of worker processes; without it, one per file, as many at a time as there are processors",
        };
        var threads = new Option<int?>("--threads")
        {
            Description = "The number of threads of this program that load the tables, in place of worker processes",
        };
        var truncate = new Option<bool>("--truncate")
        {
            Description = "Cut chromosome names to 10 bytes, as numpy does; without it, a longer name is an error",
        };
        var deflate = new Option<int>("--deflate")
        {
            Description = "Compress the datasets, from 1 (fast) to 9 (small); 0 for no compression",
        };
        pool.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int?>() < 1)
            {
                result.AddError("--pool must be at least 1.");
            }
        });
        threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1 || (result.GetValueOrDefault<int?>() is not null && result.GetResult(pool) is not null))
            {
                result.AddError("--threads must be at least 1, and cannot be used with --pool.");
            }
        });
        deflate.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 9)
            {
                result.AddError("--deflate must be from 0 to 9.");
            }
        });

        var command = new RootCommand("Loads methylation tables in parallel and writes them into one HDF5 file.")
        {
            files, output, format, pool, threads, truncate, deflate,
        };

        // From the start: Ctrl+C gives up what was begun, and the program says so.
        using var cancel = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        command.SetAction((arguments, _) => RunAsync(
            new Job(
                arguments.GetRequiredValue(files),
                arguments.GetRequiredValue(output),
                arguments.GetValue(format),
                arguments.GetValue(pool),
                arguments.GetValue(threads),
                arguments.GetValue(truncate) ? StringOverflow.Truncate : StringOverflow.Error,
                arguments.GetValue(deflate)),
            cancel.Token));
        return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

        void Cancel(PosixSignalContext signal)
        {
            signal.Cancel = true;
            cancel.Cancel();
        }
    }

    private static async Task<int> RunAsync(Job job, CancellationToken token)
    {
        try
        {
            var clock = Stopwatch.StartNew();
            if (Console.IsOutputRedirected)
            {
                new Report(job, await job.RunAsync(static _ => { }, token), clock.Elapsed).Print();
            }
            else
            {
                Screen.Show(new Report(job, await Screen.RunAsync(job, token), clock.Elapsed));
            }

            return 0;
        }
        catch (WorkerJobsException e)
        {
            foreach (WorkerException failure in e.Failures)
            {
                await Console.Error.WriteLineAsync($"error: {failure.Message}");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidDataException
            or WorkerException or Hdf5Exception or Hdf5NotFoundException or SharedMemoryFullException)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"error: cancelled; {job.Output} was not written.");
            return 130; // as a shell does after Ctrl+C
        }

        await Console.Error.WriteLineAsync($"{job.Output} was not written.");
        return 1;
    }
}
