using System.IO.Pipes;

namespace SchemaToolkit;

/// <summary>What carries the protocol by .NET alone, which cannot take a process's standard input and output away from the processes
/// that it starts: two pipes of their own. The worker inherits its ends of them, and is told their numbers.</summary>
internal sealed class WorkerPipes : IDisposable
{
    /// <summary>The word before the numbers.</summary>
    private const string Word = "pipes";

    private readonly AnonymousPipeServerStream _input;
    private readonly AnonymousPipeServerStream _output;

    /// <exception cref="IOException">The system gives none.</exception>
    public WorkerPipes()
    {
        _input = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable);
        try
        {
            _output = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        }
        catch
        {
            _input.DisposeLocalCopyOfClientHandle();
            _input.Dispose();
            throw;
        }
    }

    /// <summary>What the worker reads.</summary>
    public Stream Input => _input;

    /// <summary>What the worker writes. Who reads it by <see cref="ReadAhead"/> leaves it to that.</summary>
    public Stream Output => _output;

    /// <summary>What the worker must know.</summary>
    public IEnumerable<string> Words => [Word, _input.GetClientHandleAsString(), _output.GetClientHandleAsString()];

    /// <summary>The worker's ends, in a process that was told of them.</summary>
    /// <param name="words">What the parent has said.</param>
    /// <returns><see langword="null"/> if the parent has said something else.</returns>
    /// <exception cref="IOException">This process has not inherited them.</exception>
    public static (Stream Input, Stream Output)? Of(string[] words)
    {
        if (words is not [Word, var input, var output])
        {
            return null;
        }

        try
        {
            return (new AnonymousPipeClientStream(PipeDirection.In, input), new AnonymousPipeClientStream(PipeDirection.Out, output));
        }
        catch (Exception error) when (error is IOException or ArgumentException)
        {
            throw new IOException(
                "This worker process has not inherited the pipes to its parent. A program between the two, as a script, must leave what it "
                    + "inherits to the processes that it starts.",
                error);
        }
    }

    /// <summary>Closes the worker's ends here, once it has them: then each side sees the end of the other.</summary>
    public void Inherited()
    {
        _input.DisposeLocalCopyOfClientHandle();
        _output.DisposeLocalCopyOfClientHandle();
    }

    /// <summary>Closes them, when nobody has begun to read.</summary>
    public void Dispose()
    {
        Inherited();
        _input.Dispose();
        _output.Dispose();
    }
}
