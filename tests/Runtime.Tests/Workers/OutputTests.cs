using System.Diagnostics;

namespace SchemaToolkit.Tests.Workers;

/// <summary>What is read of a worker process.</summary>
public class OutputTests
{
    /// <summary>A parent may come late to it: it has much else to do.</summary>
    [Fact]
    public void WhatAnEndedProcessHasLeftIsReadHoweverLate()
    {
        const int Long = 60_000;

        // A child that lives on has the pipe too, so that it does not end.
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"echo first; head -c {Long} /dev/zero | tr '\\0' x; echo; echo last; sleep 5 &"]) { RedirectStandardOutput = true })!;
        process.WaitForExit(TimeSpan.FromSeconds(60));
        using var output = new WorkerOutput(process, process.StandardOutput.BaseStream);
        Assert.Equal("first", output.ReadLine());
        Thread.Sleep(700);
        Assert.Equal(Long, output.ReadLine()?.Length);
        Assert.Equal("last", output.ReadLine());
        Assert.Null(output.ReadLine());
    }

    /// <summary>What a child of an ended process goes on to print is not waited for.</summary>
    [Fact]
    public void AChildThatPrintsForEverIsNotReadForEver()
    {
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "yes & echo $! >&2"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string child = process.StandardError.ReadLine()!;
        process.WaitForExit(TimeSpan.FromSeconds(60));
        using (var output = new WorkerOutput(process, process.StandardOutput.BaseStream))
        {
            while (output.ReadLine() is not null)
            {
            }
        }

        WorkerProgramFile.Kill(int.Parse(child, null));
    }

    [Fact]
    public async Task AReaderAheadGivesEverythingInItsOrderAndThenTheEnd()
    {
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "read go; seq 1 50000"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        using var ahead = new ReadAhead(process.StandardOutput.BaseStream);
        Assert.False(ahead.Wait(0));
        await process.StandardInput.WriteLineAsync("go");
        await process.StandardInput.FlushAsync();
        byte[] bytes = new byte[1 << 20];
        int length = 0;
        int count;
        while ((count = ahead.Read(bytes.AsSpan(length, Math.Min(1000, bytes.Length - length)))) > 0)
        {
            length += count;
        }

        Assert.True(ahead.Wait(0));
        Assert.Equal(Enumerable.Range(1, 50000).Select(static i => $"{i}"), System.Text.Encoding.ASCII.GetString(bytes, 0, length).Split('\n')[..^1]);
    }
}
