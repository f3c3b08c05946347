using System.Reflection;
using System.Runtime.InteropServices;
using SchemaToolkit.Tests.SharedMemory;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Systems;

/// <summary>What Windows and macOS do without: a call of Linux.</summary>
public class PortableTests
{
    private const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Fact]
    public void EverythingIsDoneWithoutACallOfLinux()
    {
        using var directory = new TempDirectory();
        Assert.Equal("", PortableProgram.Start(directory.Path));
    }

    /// <summary>So that one class can refuse them all.</summary>
    [Fact]
    public void AllCallsOfLinuxAreInOneClass()
    {
        (string Library, Type Type)[] imports =
        [
            .. from type in typeof(RecordSchema).Assembly.GetTypes()
               from method in type.GetMethods(All)
               where method.Attributes.HasFlag(MethodAttributes.PinvokeImpl)
               select (method.GetCustomAttribute<DllImportAttribute>()!.Value, type),
        ];
        Assert.Contains(("libc", typeof(NativeMethods)), imports);
        Assert.Empty(imports.Where(static import => import is not (("libc", _) or (Hdf5Library.Name, _))));
        Assert.All(imports.Where(static import => import.Library == "libc"), static import => Assert.Equal(typeof(NativeMethods), import.Type));
    }

    [Fact]
    public void ThatClassRefusesThem()
    {
        using var child = new Child(["env", "SCHEMATOOLKIT_PORTABLE=1"], AppContext.BaseDirectory, ["calls"]);
        Assert.Equal("refused refused refused refused", child.ReadLine());
    }

    /// <summary>Each side may go its own way only if the other does.</summary>
    [Fact]
    public void TwoProcessesStreamWithoutACallOfLinux()
    {
        string name = Segments.NewName();
        string[] portable = ["env", "SCHEMATOOLKIT_PORTABLE=1"];
        using var writer = new Child(portable, AppContext.BaseDirectory, ["stream", name, "1000", "100"]);
        Assert.Equal("open", writer.ReadLine());
        using var reader = new Child(portable, AppContext.BaseDirectory, ["consume", name, "10"]);
        Assert.Equal("open", reader.ReadLine());
        Assert.Equal("10 chunks", reader.ReadLine());
        writer.Kill();
        using var again = new Child(portable, AppContext.BaseDirectory, ["stream", name, "1000", "100"]);
        Assert.Equal("open", again.ReadLine());
        using var other = new Child(portable, AppContext.BaseDirectory, ["stream", name, "1000", "100"]);
        Assert.StartsWith("SegmentExistsException", other.ReadLine());
    }

    [Fact]
    public void ADirectoryWithALongPathHasNoRoomForTheSocket()
    {
        using var directory = new TempDirectory();
        string root = Directory.CreateDirectory(directory[new string('d', 90)]).FullName;
        using var writer = new Child(
            ["env", "SCHEMATOOLKIT_PORTABLE=1", $"SCHEMATOOLKIT_SHM_DIR={root}"], AppContext.BaseDirectory, ["stream", "name", "1000", "100"]);
        Assert.Matches("^IOException .*SCHEMATOOLKIT_SHM_DIR", writer.ReadLine());
    }

    /// <summary>As a directory that another user has made in a place where everybody may.</summary>
    [Fact]
    public void ADirectoryThatOthersMayEnterIsRefused()
    {
        using var directory = new TempDirectory();
        string root = directory.Path;
        string[] portable = ["env", "SCHEMATOOLKIT_PORTABLE=1", $"SCHEMATOOLKIT_SHM_DIR={root}"];
        using (var first = new Child(portable, AppContext.BaseDirectory, ["publish", "-", "10"]))
        {
            Assert.StartsWith(root, first.ReadLine());
        }

        File.SetUnixFileMode(Directory.GetDirectories(root).Single(), (UnixFileMode)0x1ff);
        using var second = new Child(portable, AppContext.BaseDirectory, ["publish", "-", "10"]);
        Assert.Matches("^UnauthorizedAccessException .*open to other users", second.ReadLine());
    }
}
