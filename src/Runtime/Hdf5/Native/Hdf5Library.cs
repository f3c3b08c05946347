using System.Globalization;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>libhdf5, found and loaded when it is first needed.</summary>
internal static unsafe class Hdf5Library
{
    /// <summary>The library's name in the bindings.</summary>
    public const string Name = "hdf5";

    /// <summary>The environment variable that names the library to load: a path, or a name that the system's loader finds.</summary>
    public const string PathVariable = "SCHEMATOOLKIT_LIBHDF5";

    // The first with direct chunk writing, chunk information and the present layout of identifiers.
    private static readonly Version _oldest = new(1, 10, 5);

    // Where the loader looks, and Homebrew's folders, where it does not.
    private static readonly string[] _macFolders = ["", "/opt/homebrew/lib/", "/usr/local/lib/"];

    private static readonly Lock _lock = new();
    private static volatile Loaded? _loaded;

    /// <summary>The names to try, newest first: 2.x, 1.14, 1.12, 1.10; on Linux, of each Debian's serial build, then the usual name; last,
    /// the link of a development package.</summary>
    public static IEnumerable<string> Names
    {
        get
        {
            int[] versions = [320, 310, 200, 103];
            return OperatingSystem.IsWindows()
                ? ["hdf5.dll"]
                : OperatingSystem.IsMacOS()
                ? [.. versions.SelectMany(Mac), .. _macFolders.Select(static folder => folder + "libhdf5.dylib")]
                : [.. versions.SelectMany(Linux), "libhdf5_serial.so", "libhdf5.so"];

            static IEnumerable<string> Linux(int version)
                => ((string[])["libhdf5_serial", "libhdf5"])
                    .Select(name => string.Create(CultureInfo.InvariantCulture, $"{name}.so.{version}"));

            static IEnumerable<string> Mac(int version)
                => _macFolders.Select(folder => string.Create(CultureInfo.InvariantCulture, $"{folder}libhdf5.{version}.dylib"));
        }
    }

    /// <summary>The version loaded.</summary>
    public static Version Version => Load().Version;

    /// <summary>Loads the library unless it is loaded.</summary>
    /// <exception cref="Hdf5NotFoundException">libhdf5 is not installed, or is too old.</exception>
    public static Loaded Load()
    {
        if (_loaded is { } loaded)
        {
            return loaded;
        }

        lock (_lock)
        {
            if (_loaded is null)
            {
                loaded = Find();
                NativeLibrary.SetDllImportResolver(typeof(Hdf5Library).Assembly, static (name, _, _) => name == Name ? _loaded!.Handle : 0);
                _loaded = loaded;
            }

            return _loaded;
        }
    }

    /// <summary>An identifier that the library keeps in a variable, such as that of a predefined type.</summary>
    public static long Global(string name) => *(long*)NativeLibrary.GetExport(Load().Handle, name);

    /// <summary>The address of a function that has a new name in later versions.</summary>
    public static nint Export(string newer, string older)
        => NativeLibrary.TryGetExport(Load().Handle, newer, out nint address) ? address : NativeLibrary.GetExport(Load().Handle, older);

    /// <summary>The address of a function that later versions have, or 0.</summary>
    public static nint ExportOrNull(string name) => NativeLibrary.TryGetExport(Load().Handle, name, out nint address) ? address : 0;

    /// <summary>Loads one library and checks it. A separate method, so that tests can try any library.</summary>
    /// <returns>The library, or <see langword="null"/> if <paramref name="path"/> cannot be loaded as a library.</returns>
    public static Loaded? TryLoad(string path)
    {
        if (!NativeLibrary.TryLoad(path, out nint handle))
        {
            return null;
        }

        try
        {
            if (!NativeLibrary.TryGetExport(handle, "H5get_libversion", out nint getVersion)
                || !NativeLibrary.TryGetExport(handle, "H5open", out nint open))
            {
                throw new Hdf5NotFoundException($"{path} is not libhdf5: it has no H5open. {Advice}");
            }

            // When the process ends, libhdf5 would close what is open, while other threads may still use it, and would crash if a disk
            // was full. That is not needed here, since nothing is published before it is closed.
            // Must be called before any other function.
            if (NativeLibrary.TryGetExport(handle, "H5dont_atexit", out nint noExitHandler))
            {
                _ = ((delegate* unmanaged[Cdecl]<int>)noExitHandler)();
            }

            uint major = 0, minor = 0, release = 0;
            int status = ((delegate* unmanaged[Cdecl]<uint*, uint*, uint*, int>)getVersion)(&major, &minor, &release);
            var version = new Version((int)major, (int)minor, (int)release);
            if (status < 0 || version < _oldest)
            {
                throw new Hdf5NotFoundException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{path} is libhdf5 {version}; {_oldest} is the oldest that can be used. {Advice}"));
            }

            return ((delegate* unmanaged[Cdecl]<int>)open)() >= 0
                ? new Loaded(handle, version)
                : throw new Hdf5NotFoundException($"{path} is libhdf5 {version}, but it does not start (H5open failed). {Advice}");
        }
        catch
        {
            NativeLibrary.Free(handle);
            throw;
        }
    }

    private static string Advice
        => $"Install it (Debian, Ubuntu: apt install libhdf5-dev; Fedora, RHEL: dnf install hdf5; Homebrew: brew install hdf5), "
            + $"or name the library in the environment variable {PathVariable}.";

    private static Loaded Find()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } path)
        {
            return TryLoad(path) ?? throw new Hdf5NotFoundException(
                $"{path}, which the environment variable {PathVariable} names, cannot be loaded as a library. {Advice}");
        }

        foreach (string name in Names)
        {
            if (TryLoad(name) is { } loaded)
            {
                return loaded;
            }
        }

        throw new Hdf5NotFoundException($"HDF5 files are read and written by libhdf5, which is not installed here. {Advice}");
    }

    /// <summary>The loaded library.</summary>
    internal sealed record Loaded(nint Handle, Version Version);
}
