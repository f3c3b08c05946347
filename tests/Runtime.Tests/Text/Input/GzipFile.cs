using System.IO.Compression;

namespace SchemaToolkit.Tests.Text;

/// <summary>Makes compressed files.</summary>
internal static class GzipFile
{
    /// <summary>The member that ends a BGZF file.</summary>
    public static byte[] BgzfEnd => Bgzf([], 1);

    /// <summary>One member.</summary>
    public static byte[] Compress(byte[] text, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, level))
        {
            gzip.Write(text);
        }

        return text.Length > 0 ? file.ToArray() : [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    }

    /// <summary>Members of so many bytes of text, without the one that ends a file.</summary>
    public static byte[] Bgzf(byte[] text, int memberBytes, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var file = new MemoryStream();
        for (int at = 0; at < Math.Max(1, text.Length); at += memberBytes)
        {
            byte[] member = Compress(text[at..Math.Min(text.Length, at + memberBytes)], level);
            byte[] size = BitConverter.GetBytes((ushort)(member.Length + 8 - 1));
            file.Write([0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0xFF, 6, 0, (byte)'B', (byte)'C', 2, 0, .. size, .. member[10..]]);
        }

        return file.ToArray();
    }
}
