using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace SchemaToolkit;

/// <summary>
/// Where the two sides of a stream meet: a socket in the kernel's own space of names, which is gone with the writer, however it
/// ends. Any user can take such a name, so each side checks who the other is.
/// </summary>
internal static class StreamAddress
{
    private const int Characters = 32;
    private const int PeerCredentials = 17;
    private const int Waiting = 16;
    private const uint Root = 0;

    /// <summary>Takes the address of a stream.</summary>
    /// <exception cref="SegmentExistsException">The writer of a stream of this name is alive.</exception>
    /// <exception cref="IOException">The system gives no socket.</exception>
    public static Socket Listen(SegmentName name)
    {
        Socket socket = NewSocket(name, "created");
        try
        {
            socket.Bind(Of(name));
            socket.Listen(Waiting);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw e.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? new SegmentExistsException(
                    $"The name '{name.Text}' is in use: the writer of a stream of this name is alive. Dispose it, or choose another name.")
                : Failed(name, "created", e);
        }
    }

    /// <summary>Connects to the writer of a stream.</summary>
    /// <exception cref="SegmentNotFoundException">There is none, or it has its reader.</exception>
    /// <exception cref="UnauthorizedAccessException">Another user has the name.</exception>
    /// <exception cref="IOException">The system gives no socket.</exception>
    public static Socket Connect(SegmentName name)
    {
        Socket socket = NewSocket(name, "opened");
        try
        {
            socket.Connect(Of(name));
            return IsTrusted(socket)
                ? socket
                : throw new UnauthorizedAccessException($"Another user has taken the name of stream '{name.Text}': choose another name.");
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new SegmentNotFoundException(
                $"There is no stream '{name.Text}' to read: its writer has not created it yet, has disposed it or ended, or it has its "
                    + $"one reader already ({e.Message}).");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether the other side is of this user, or root.</summary>
    public static bool IsTrusted(Socket socket)
    {
        // struct ucred: process, user, group.
        Span<byte> credentials = stackalloc byte[12];
        socket.GetRawSocketOption(NativeMethods.SocketLevel, PeerCredentials, credentials);
        uint user = BinaryPrimitives.ReadUInt32LittleEndian(credentials[4..]);
        return user == NativeMethods.EffectiveUser() || user == Root;
    }

    private static Socket NewSocket(SegmentName name, string what)
    {
        try
        {
            return new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        }
        catch (SocketException e)
        {
            throw Failed(name, what, e);
        }
    }

    private static IOException Failed(SegmentName name, string what, SocketException error)
        => new(
            $"Stream '{name.Text}' cannot be {what}: {error.Message}."
                + (error.SocketErrorCode == SocketError.TooManyOpenSockets
                    ? " Dispose what is not needed any more, or allow more open files (ulimit -n)."
                    : ""),
            error);

    // A name in the kernel has at most 107 bytes; a path may have more.
    private static UnixDomainSocketEndPoint Of(SegmentName name)
        => new("\0schematoolkit-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name.Path)))[..Characters]);
}
