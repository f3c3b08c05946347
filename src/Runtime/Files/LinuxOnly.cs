namespace SchemaToolkit;

/// <summary>Makes code that needs Linux system calls fail clearly on other systems.</summary>
internal static class LinuxOnly
{
    /// <param name="what">The feature, as the subject of a sentence.</param>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    public static void Check(string what)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException(
                $"{what} needs Linux. On other systems, records, schemas, columns and the text of single rows work. "
                    + $"Run the program on Linux, in WSL or in a container.");
        }
    }
}
