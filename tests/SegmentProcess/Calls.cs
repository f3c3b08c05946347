using Microsoft.Win32.SafeHandles;
using SchemaToolkit;

namespace SegmentProcess;

/// <summary>Calls of Linux of each kind: with and without marshalling, with and without an error number.</summary>
internal static class Calls
{
    public static void Say()
        => Console.WriteLine(
            $"{Try(static () => NativeMethods.EffectiveUser())} {Try(static () => NativeMethods.Unmap(0, 0))} "
                + $"{Try(static () => NativeMethods.Open("/", NativeMethods.OpenCloseOnExec, 0).Dispose())} "
                + $"{Try(static () => NativeMethods.Lock(new SafeFileHandle(0, false), NativeMethods.LockRelease))}");

    private static string Try(Action call)
    {
        try
        {
            call();
            return "done";
        }
        catch (TypeInitializationException e) when (e.InnerException is PlatformNotSupportedException)
        {
            return "refused";
        }
    }
}
