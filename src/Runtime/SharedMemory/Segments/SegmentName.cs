using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace SchemaToolkit;

/// <summary>The name of a segment: a file in a user's directory of segments, <c>/dev/shm/stk-{uid}/{name}.npy</c>.
/// Programs that share names must have the same <see cref="RootVariable"/>.</summary>
/// <param name="User">The user's number.</param>
/// <param name="FileName">The file's name.</param>
/// <param name="Folder">The directory that the user chose for it instead.</param>
internal readonly record struct SegmentName(uint User, string FileName, string? Folder = null)
{
    /// <summary>The environment variable that puts the users' directories into a directory other than
    /// <c>/dev/shm</c>.</summary>
    public const string RootVariable = "SCHEMATOOLKIT_SHM_DIR";

    /// <summary>The ending of the files' names.</summary>
    public const string Suffix = ".npy";

    private const int MaxBytes = 200;

    private static readonly SearchValues<char> _forbidden = SearchValues.Create(System.IO.Path.GetInvalidFileNameChars());

    // Not a static initializer: if the name could not be read once (no free descriptor), the type would stay unusable.
    // An object: no other thread sees half of it.
    private static object? _number;

    /// <summary>The number of this user; of portable segments, a number made of the name.</summary>
    public static uint CurrentUser => Portable.IsOn ? (uint)(_number ??= NumberOf(Environment.UserName)) : NativeMethods.EffectiveUser();

    /// <summary>Where the kernel keeps files in memory, unless <see cref="RootVariable"/> says otherwise.</summary>
    public static string Root { get; } = Environment.GetEnvironmentVariable(RootVariable) is { Length: > 0 } directory
        ? System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(directory))
        : Portable.IsOn ? System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetTempPath())
        : "/dev/shm";

    private static string DirectoryPrefix { get; } = System.IO.Path.Join(Root, "stk-");

    /// <summary>The segment's reference.</summary>
    public string Path => System.IO.Path.Join(Directory, FileName);

    /// <summary>The directory that it is in.</summary>
    public string Directory => Folder ?? DirectoryOf(User);

    /// <summary>Where a file for it is made: on the same file system.</summary>
    public string Origin => Folder ?? Root;

    /// <summary>The name as the user gave it.</summary>
    public string Text => System.IO.Path.GetFileNameWithoutExtension(FileName);

    /// <summary>For the message that there is none: what else the name may mean.</summary>
    public string Hint => System.IO.Path.Exists(Text) ? $" The file in the current directory is './{Text}'." : "";

    /// <summary>The directory of a user's segments.</summary>
    public static string DirectoryOf(uint user) => string.Create(CultureInfo.InvariantCulture, $"{DirectoryPrefix}{user}");

    /// <summary>A number for a user whom .NET knows by name only.</summary>
    public static uint NumberOf(string user) => BinaryPrimitives.ReadUInt32LittleEndian(Sha256.Of(user));

    /// <summary>This user's segment of a bare name, in a directory of the user's if one is given.</summary>
    /// <exception cref="ArgumentException">It is not a valid file name.</exception>
    public static SegmentName Of(string name, string? directory = null)
        => name.Length == 0 || name[0] == '.' || name.AsSpan().ContainsAny(_forbidden) || Encoding.UTF8.GetByteCount(name) > MaxBytes
            ? throw new ArgumentException(
                $"'{name}' cannot name a segment: use 1 to {MaxBytes} bytes, no '/', no leading '.'"
                    + (OperatingSystem.IsWindows() ? ", nothing that file names cannot have." : "."),
                nameof(name))
            : new SegmentName(
                CurrentUser,
                name + Suffix,
                directory is null ? null : System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(directory)));

    /// <summary>The segment of a file in any directory.</summary>
    public static SegmentName OfFile(string path)
        => new(
            CurrentUser,
            System.IO.Path.GetFileName(path),
            System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)));

    /// <summary>The segment of a bare name or of a named segment's reference; <see langword="null"/> for any other path.</summary>
    /// <exception cref="ArgumentException">It is not a valid file name.</exception>
    public static SegmentName? Parse(string reference)
    {
        if (!reference.Contains('/') && !reference.Contains(System.IO.Path.DirectorySeparatorChar))
        {
            return Of(reference);
        }

        // Windows has two separators, and does not tell large letters from small ones.
        bool isWindows = OperatingSystem.IsWindows();
        string path = isWindows ? System.IO.Path.GetFullPath(reference) : reference;
        string fileName = System.IO.Path.GetFileName(path);
        string directory = path[..^fileName.Length].TrimEnd(System.IO.Path.DirectorySeparatorChar);
        return directory.StartsWith(DirectoryPrefix, isWindows ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)
            && uint.TryParse(directory.AsSpan(DirectoryPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out uint user)
            && fileName.EndsWith(Suffix, StringComparison.Ordinal)
            ? new SegmentName(user, fileName)
            : null;
    }
}
