using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>The parent's end of a pipe to a worker process. The stream of .NET owns it, but reads and writes it with all of the
/// sockets, which takes long to load.</summary>
internal sealed unsafe class WorkerPipe(Stream owner) : IDisposable
{
    private readonly SafeHandle? _handle = owner switch
    {
        FileStream file => file.SafeFileHandle,
        PipeStream pipe => pipe.SafePipeHandle,
        _ => null,
    };

    private ReadAhead? _ahead;

    /// <summary>How long what is in the pipe may take to be seen.</summary>
    public static int MillisecondsToSee => Portable.IsOn ? 2000 : 0;

    /// <summary>Waits until something can be read, be it the end.</summary>
    /// <returns>Whether it can.</returns>
    public bool WaitForInput(int milliseconds)
    {
        if (Portable.IsOn)
        {
            return (_ahead ??= new ReadAhead(owner)).Wait(milliseconds);
        }

        var request = new NativeMethods.PollRequest { Descriptor = (int)_handle!.DangerousGetHandle(), Wanted = NativeMethods.PollInput };
        return NativeMethods.Poll(ref request, 1, milliseconds) > 0;
    }

    /// <summary>Reads what there is, at least a byte; 0 at the end.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public int Read(Span<byte> bytes)
    {
        if (Portable.IsOn)
        {
            return _ahead?.Read(bytes) ?? owner.Read(bytes);
        }

        fixed (byte* first = bytes)
        {
            nint count;
            while ((count = NativeMethods.Read(_handle!, first, (nuint)bytes.Length)) < 0)
            {
                ThrowUnlessInterrupted();
            }

            return (int)count;
        }
    }

    /// <summary>Writes all bytes.</summary>
    /// <exception cref="IOException">The process does not read any more.</exception>
    /// <exception cref="ObjectDisposedException">The pipe is closed.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (Portable.IsOn)
        {
            owner.Write(bytes);
            owner.Flush();
            return;
        }

        fixed (byte* first = bytes)
        {
            for (nint written = 0; written < bytes.Length;)
            {
                nint count = NativeMethods.Write(_handle!, first + written, (nuint)(bytes.Length - written));
                if (count < 0)
                {
                    ThrowUnlessInterrupted();
                    continue;
                }

                written += count;
            }
        }
    }

    /// <summary>Reads no more.</summary>
    public void Dispose() => _ahead?.Dispose();

    private static void ThrowUnlessInterrupted()
    {
        if (SystemError.Last != SystemError.Interrupted)
        {
            throw SystemError.Exception("The pipe to a worker process cannot be used");
        }
    }
}
