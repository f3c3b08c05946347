using System.Runtime.CompilerServices;

namespace SchemaToolkit.Tests;

/// <summary>Named segments of a test run are in a directory of its own, so that no other program of the same user, or another
/// run, takes part in it. The programs that tests start inherit it.</summary>
internal static class OwnSegments
{
    private const string Variable = "SCHEMATOOLKIT_SHM_DIR";

#pragma warning disable CA2255 // It must be set before anything of the toolkit runs.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Use()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(Variable) is not null)
        {
            return;
        }

        string directory = Path.Combine("/dev/shm", $"schematoolkit-tests-{Guid.NewGuid():N}");
        Directory.CreateDirectory(directory);
        File.SetUnixFileMode(directory, (UnixFileMode)0x3ff); // rwxrwxrwx and sticky, as /dev/shm itself.
        Environment.SetEnvironmentVariable(Variable, directory);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(directory, recursive: true);
    }
}
