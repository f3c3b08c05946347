namespace SchemaToolkit;

/// <summary>Makes code that needs Linux system calls fail clearly on other systems.</summary>
internal static class LinuxOnly
{
    /// <param name="what">The feature, as the subject of a sentence.</param>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    public static void Check(string what)
    {
        if (Portable.IsOn)
        {
            throw new PlatformNotSupportedException(
                $"{what} needs Linux{(OperatingSystem.IsLinux() ? $" without {Portable.Variable}" : "")}. On other systems, records, "
                    + "text and .npy files work. Run the program on Linux, in WSL or in a container.");
        }
    }
}
