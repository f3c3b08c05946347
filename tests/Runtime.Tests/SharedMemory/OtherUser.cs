using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.SharedMemory;

/// <summary>A user without privileges, as root can be one.</summary>
internal sealed class OtherUser : IDisposable
{
    /// <summary>Nobody's number.</summary>
    public const uint Number = 65534;

    private readonly TempDirectory _program = new();

    public OtherUser() => Child.CopyProgram(_program.Path);

    /// <summary>The number of a user in the names of directories of segments: .NET alone knows the names of users only.</summary>
    public static uint NumberOf(uint user)
        => Portable.IsOn ? SegmentName.NumberOf(Support.Python.Run("import pwd\ntry: print(pwd.getpwuid(int(sys.argv[1])).pw_name)\nexcept KeyError: pass", $"{user}")) : user;

    /// <summary>A process of the user.</summary>
    public Child Start(params string[] arguments)
        => new(["setpriv", $"--reuid={Number}", $"--regid={Number}", "--clear-groups"], _program.Path, arguments);

    public void Dispose() => _program.Dispose();
}
