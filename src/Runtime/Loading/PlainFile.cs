using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>A table's file, opened to count its lines.</summary>
internal static class PlainFile
{
    private const int HeadBytes = 16;

    /// <summary>Opens it.</summary>
    /// <returns><see langword="null"/> if it is not a file of plain text, or cannot be opened.</returns>
    public static SafeFileHandle? TryOpen(string path, TextCompression compression)
    {
        if (FileBytes.StatusOf(path) is not { IsRegular: true })
        {
            return null;
        }

        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Span<byte> head = stackalloc byte[HeadBytes];
            head = head[..FileBytes.Read(file, head, 0)];
            if (compression == TextCompression.None
                || (compression == TextCompression.Auto && !CompressionFormat.IsCompressed(head)))
            {
                return file;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What cannot be read is an error of the reading.
        }

        file?.Dispose();
        return null;
    }
}
