using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Workers;

/// <summary>Limits of control groups, as the kernel shows them in files.</summary>
public sealed class ControlGroupTests : IDisposable
{
    private const long NoLimit = 9223372036854771712;

    private readonly TempDirectory _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void WithoutGroupsThereIsNoLimit() => Assert.Equal(long.MaxValue, new ControlGroups(_temp["process"]).Available());

    [Fact]
    public void TheTightestGroupAroundTheProcessCounts()
    {
        Process("0::/a/b\n", $"30 1 0:30 / {_temp["v2"]} rw - cgroup2 cgroup2 rw\n");
        Group2("v2/a", "5000", 3500, 500);
        Group2("v2/a/b", "max", 100, 0);
        Assert.Equal(2000, new ControlGroups(_temp["process"]).Available());
        Group2("v2/a/b", "1100", 100, 0);
        Assert.Equal(1000, new ControlGroups(_temp["process"]).Available());
    }

    [Fact]
    public void Version1Counts()
    {
        Process(
            "9:name=systemd:/\n4:cpu,memory:/a/b\n0::/\n",
            $"30 1 0:30 / {_temp["cpu"]} rw - cgroup cgroup rw,cpu\n31 1 0:31 / {_temp["v1"]} rw - cgroup cgroup rw,memory\n32 1 0:32 / {_temp["v2"]} rw - cgroup2 cgroup2 rw\n");
        Group1("v1", NoLimit, 1_000_000);
        Group1("v1/a", 9000, 4000);
        Group1("v1/a/b", 8000, 7000);
        Directory.CreateDirectory(_temp["v2"]);
        Assert.Equal(1000, new ControlGroups(_temp["process"]).Available());
    }

    /// <summary>In a container the group is mounted as the root, and the process may see a path of the machine.</summary>
    [Theory]
    [InlineData("/docker/abc", "/docker/abc")]
    [InlineData("/docker/abc", "/")]
    [InlineData("/../../x", "/")]
    public void AContainersGroupIsTheMount(string path, string root)
    {
        Process($"4:memory:{path}\n", $"31 1 0:31 {root} {_temp["v1"]} rw - cgroup cgroup rw,memory\n");
        Group1("v1", 8000, 7000);
        Assert.Equal(1000, new ControlGroups(_temp["process"]).Available());
    }

    [Fact]
    public void MoreThanTheLimitInUseIsNothingLeft()
    {
        Process("4:memory:/\n", $"31 1 0:31 / {_temp["v1"]} rw - cgroup cgroup rw,memory\n");
        Group1("v1", 8000, 9000);
        Assert.Equal(0, new ControlGroups(_temp["process"]).Available());
    }

    private void Process(string groups, string mounts)
    {
        Directory.CreateDirectory(_temp["process"]);
        File.WriteAllText(_temp["process/cgroup"], groups);
        File.WriteAllText(_temp["process/mountinfo"], mounts);
    }

    private void Group1(string path, long limit, long used)
    {
        Directory.CreateDirectory(_temp[path]);
        File.WriteAllText(_temp[path + "/memory.limit_in_bytes"], $"{limit}\n");
        File.WriteAllText(_temp[path + "/memory.usage_in_bytes"], $"{used}\n");
        File.WriteAllText(_temp[path + "/memory.stat"], "cache 1\ntotal_inactive_file 0\n");
    }

    private void Group2(string path, string limit, long used, long cache)
    {
        Directory.CreateDirectory(_temp[path]);
        File.WriteAllText(_temp[path + "/memory.max"], $"{limit}\n");
        File.WriteAllText(_temp[path + "/memory.current"], $"{used}\n");
        File.WriteAllText(_temp[path + "/memory.stat"], $"anon 7\ninactive_file {cache}\n");
    }
}
