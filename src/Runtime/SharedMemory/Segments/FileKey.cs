using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>Tells files from each other.</summary>
internal readonly record struct FileKey(uint Major, uint Minor, ulong Number)
{
    public static FileKey Of(SafeFileHandle file, string place)
    {
        NativeMethods.FileStatus status = FileBytes.Status(file, place);
        return new FileKey(status.DeviceMajor, status.DeviceMinor, status.Number);
    }

    /// <summary>Reads <c>major:minor:inode</c>; the device's numbers are hexadecimal.</summary>
    public static FileKey? Parse(string text)
        => text.Split(':') is [var major, var minor, var number]
            && uint.TryParse(major, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint first)
            && uint.TryParse(minor, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint second)
            && ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out ulong inode)
            ? new FileKey(first, second, inode)
            : null;
}
