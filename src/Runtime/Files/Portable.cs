namespace SchemaToolkit;

/// <summary>
/// Chooses between the two ways in which this room does what only the operating system can: by calls of Linux, or by .NET alone. The
/// second is for Windows and macOS. With <c>SCHEMATOOLKIT_PORTABLE=1</c> it is taken on Linux too, where the tests run it; a call of
/// Linux that is left in it fails there at once (<see cref="NativeMethods"/>).
/// </summary>
internal static class Portable
{
    /// <summary>The environment variable that chooses .NET's way on Linux.</summary>
    public const string Variable = "SCHEMATOOLKIT_PORTABLE";

    /// <summary>Whether it is .NET's way.</summary>
    public static bool IsOn { get; } = !OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(Variable) == "1";
}
