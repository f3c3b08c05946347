namespace SchemaToolkit;

/// <summary>Makes what needs system calls of Linux fail clearly on other systems.</summary>
internal static class LinuxOnly
{
    /// <param name="what">The feature, as the subject of a sentence.</param>
    /// <param name="instead">What to do instead, as a sentence.</param>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    public static void Check(string what, string instead)
    {
        if (Portable.IsOn)
        {
            throw new PlatformNotSupportedException(
                $"{what} needs Linux{(OperatingSystem.IsLinux() ? $" without {Portable.Variable}=1" : "")}. {instead}");
        }
    }
}
