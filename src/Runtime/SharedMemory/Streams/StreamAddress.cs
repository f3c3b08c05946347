using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace SchemaToolkit;

/// <summary>
/// Where the two sides of a stream meet. On Linux it is a socket in the kernel's own space of names, which is gone with the writer,
/// however it ends; any user can take such a name, so each side checks who the other is. Elsewhere it is a socket in the directory of
/// segments, into which no other user may look.
/// </summary>
internal static class StreamAddress
{
    private const int Characters = 32;
    private const int CharactersOfFile = 16;
    private const int PeerCredentials = 17;
    private const uint Root = 0;

    /// <summary>What the two sides of a stream connect.</summary>
    /// <param name="name">The stream.</param>
    /// <param name="what">What it is for: created, opened.</param>
    /// <exception cref="IOException">The system gives none.</exception>
    public static Socket NewSocket(SegmentName name, string what)
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

    /// <summary>The exception for a stream that gets no socket.</summary>
    public static IOException Failed(SegmentName name, string what, SocketException error)
        => new(
            $"Stream '{name.Text}' cannot be {what}: {error.Message}."
                + (error.SocketErrorCode == SocketError.TooManyOpenSockets
                    ? " Dispose what is not needed any more, or allow more open files (ulimit -n)."
                    : ""),
            error);

    /// <summary>The socket's file; <see langword="null"/> if it has none.</summary>
    public static string? FileOf(SegmentName name)
        => Portable.IsOn ? Path.Join(name.Directory, $".{HashOf(name)[..CharactersOfFile]}{PortableSegmentFile.SocketSuffix}") : null;

    /// <summary>The address of a stream.</summary>
    /// <exception cref="IOException">The directory of segments has too long a path.</exception>
    public static UnixDomainSocketEndPoint Of(SegmentName name)
    {
        try
        {
            // A name in the kernel has at most 107 bytes; a path may have more.
            return new(FileOf(name) ?? "\0schematoolkit-" + HashOf(name)[..Characters]);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new IOException(
                $"Stream '{name.Text}' cannot have a socket in {name.Directory}: the path is longer than the system allows. Name a "
                    + $"directory with a short path in the environment variable {SegmentName.RootVariable}.");
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
        if (Portable.IsOn)
        {
            return true; // Nobody else may open the socket's file.
        }

        // struct ucred: process, user, group.
        Span<byte> credentials = stackalloc byte[12];
        socket.GetRawSocketOption(NativeMethods.SocketLevel, PeerCredentials, credentials);
        uint user = BinaryPrimitives.ReadUInt32LittleEndian(credentials[4..]);
        return user == NativeMethods.EffectiveUser() || user == Root;
    }

    private static string HashOf(SegmentName name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name.Path)));
}
