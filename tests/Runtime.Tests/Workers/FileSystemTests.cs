using System.Diagnostics;
using SchemaToolkit.Tests.Faults;
using SchemaToolkit.Tests.Loading;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Workers;

/// <summary>The whole job on the file systems that people have.</summary>
public class FileSystemTests
{
    private static readonly string[] _allModes = ["Pool", "ProcessPerJob", "InProcess"];

    [MountFact("mount -t tmpfs none \"$1\"")]
    public Task Tmpfs() => CheckAsync();

    [MountFact("mount -t tmpfs none \"$1\" && mkdir \"$1/lower\" \"$1/upper\" \"$1/work\" && mount -t overlay -o lowerdir=\"$1/lower\",upperdir=\"$1/upper\",workdir=\"$1/work\" none \"$1\"")]
    public Task Overlay() => CheckAsync();

    [MountFact("truncate -s 200M \"$1.image\" && mkfs.btrfs -q \"$1.image\" > /dev/null 2>&1 && mount -o loop \"$1.image\" \"$1\"")]
    public Task Btrfs() => CheckAsync();

    [MountFact("truncate -s 400M \"$1.image\" && mkfs.xfs -q \"$1.image\" && mount -o loop \"$1.image\" \"$1\"")]
    public Task Xfs() => CheckAsync();

    [MountFact("truncate -s 200M \"$1.image\" && mkfs.ext4 -q \"$1.image\" && mount -o loop \"$1.image\" \"$1\" && rmdir \"$1/lost+found\"")]
    public Task Ext4() => CheckAsync();

    /// <summary>Files without a name, and pages that programs share (some network file systems have neither). A worker needs shared
    /// pages to start, to load its program.</summary>
    [RefusedCallTheory]
    [InlineData("257,95,2,4259840", "Pool", "ProcessPerJob", "InProcess")]
    [InlineData("9,19,3,1", "InProcess")]
    [InlineData("257,95,2,4259840 9,19,3,1", "InProcess")]
    public async Task OnesThatLackSomething(string refused, params string[] modes)
    {
        using var program = new WorkerProgramFile();
        program.Environment["REFUSED_CALLS"] = refused;
        program.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // The runtime would need what is refused.
        string table = program.Write("table", Tables.Rows(50_000));
        string disk = Directory.CreateDirectory(program["disk"]).FullName;
        (int exitCode, string output, string errors) = await program.RunAsync(asAssembly: false, ["into", table, Path.Combine(disk, "a.h5"), .. modes]);
        Assert.Equal((0, Expected(modes), ""), (exitCode, output, errors));
    }

    private static string Expected(string[] modes)
        => string.Concat(modes.SelectMany(static (mode, i) => new[] { $"{mode} 0: {(10 * i) + 5}\n", $"{mode} 1: {(10 * i) + 10}\n" })) + "1 entries\n";

    private static async Task CheckAsync([System.Runtime.CompilerServices.CallerMemberName] string test = "")
    {
        string mount = MountFactAttribute.Of(typeof(FileSystemTests).GetMethod(test)!);
        using var program = new WorkerProgramFile();
        string table = program.Write("table", Tables.Rows(50_000));
        string disk = Directory.CreateDirectory(program["disk"]).FullName;
        var start = new ProcessStartInfo("unshare", ["-m", "sh", "-c", mount + " && mkdir \"$1/out\" && exec \"$2\" into \"$3\" \"$1/out/a.h5\" Pool ProcessPerJob InProcess", "sh", disk, WorkerProgramFile.Executable, table])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync();
        string output = await child.StandardOutput.ReadToEndAsync().WaitAsync(WorkerProgramFile.Patience);
        Assert.Equal((Expected(_allModes), ""), (output, await errors));
    }

    /// <summary>A test on a file system that a command of the shell mounts at its first argument; skipped, saying so, where that
    /// cannot be done.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class MountFactAttribute : FactAttribute
    {
        private readonly string _mount;

        public MountFactAttribute(string mount)
        {
            _mount = mount;
            Skip = WhyNot(mount);
        }

        public static string Of(System.Reflection.MethodInfo test) => ((MountFactAttribute)GetCustomAttribute(test, typeof(MountFactAttribute))!)._mount;

        private static string? WhyNot(string mount)
        {
            if (!Environment.IsPrivilegedProcess)
            {
                return "only root can mount";
            }

            using var directory = new TempDirectory();
            string point = Directory.CreateDirectory(directory["disk"]).FullName;
            try
            {
                using Process process = Process.Start(new ProcessStartInfo("unshare", ["-m", "sh", "-c", mount, "sh", point]) { RedirectStandardError = true })!;
                string errors = process.StandardError.ReadToEnd();
                process.WaitForExit();
                return process.ExitCode == 0 ? null : $"this file system cannot be mounted here: {errors.Trim()}";
            }
            catch (System.ComponentModel.Win32Exception error)
            {
                return $"nothing can be mounted here: {error.Message}";
            }
        }
    }
}
