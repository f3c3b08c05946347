using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>A worker's private copies of its standard input and output, which carry the protocol. From then on, what the
/// program writes to standard output, also from native code, goes to standard error, and its standard input is empty.</summary>
internal sealed class WorkerChannel
{
    private readonly StreamReader _input;
    private readonly Stream _output;
    private readonly Lock _writing = new();

    private WorkerChannel(Stream input, Stream output)
    {
        _input = new StreamReader(input, Encoding.UTF8);
        _output = output;
    }

    /// <summary>Takes them.</summary>
    /// <param name="pipes">What carries the protocol instead, if the parent has said so: it reads the standard output apart.</param>
    public static WorkerChannel Take((Stream Input, Stream Output)? pipes)
    {
        if (pipes is var (input, output))
        {
            Console.SetOut(Console.Error);
            Console.SetIn(TextReader.Null);
            return new WorkerChannel(input, output);
        }

        var channel = new WorkerChannel(
            new FileStream(WorkerNative.Duplicate(0), FileAccess.Read, bufferSize: 0),
            new FileStream(WorkerNative.Duplicate(1), FileAccess.Write, bufferSize: 0));
        using SafeFileHandle nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        int empty = (int)nothing.DangerousGetHandle();
        WorkerNative.Redirect(0, empty);
        if (!WorkerNative.Redirect(1, 2))
        {
            WorkerNative.Redirect(1, empty); // There is no standard error.
        }

        // A console writer that is already in use has its own descriptor of the protocol's pipe.
        Console.SetOut(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
        Console.SetIn(TextReader.Null);
        return channel;
    }

    /// <summary>Waits for the parent's next message; <see langword="null"/> when it closed the channel or has ended.</summary>
    public ParentMessage? Read()
    {
        try
        {
            return _input.ReadLine() is { } line ? ParentMessage.Read(line) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Sends a message. Does not fail when the parent has ended: <see cref="Read"/> notices that.</summary>
    public void Write(WorkerMessage message)
    {
        try
        {
            lock (_writing)
            {
                _output.Write(message.ToLine());
                _output.Flush();
            }
        }
        catch (IOException)
        {
        }
    }
}
