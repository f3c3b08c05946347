using System.Diagnostics;

namespace SchemaToolkit.Tests.Hdf5;

/// <summary>A test that needs a small file system of its own; skipped, saying so, where none can be mounted.</summary>
internal sealed class FullDiskFactAttribute : FactAttribute
{
    public FullDiskFactAttribute() => Skip = CanMount() ? null : "user namespaces are not allowed here, so no file system can be mounted";

    private static bool CanMount()
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("unshare", ["-rm", "mount", "-t", "tmpfs", "none", "/mnt"]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
