namespace SchemaToolkit;

/// <summary>What needs the kernel's own calls says so on other systems, before it makes one.</summary>
internal static class LinuxOnly
{
    /// <param name="what">What was asked for, as the subject of a sentence.</param>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    public static void Check(string what)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException(
                $"{what} needs Linux. On other systems records, schemas, columns and the text of single rows work. "
                    + $"Run the program on Linux, in WSL or in a container.");
        }
    }
}
