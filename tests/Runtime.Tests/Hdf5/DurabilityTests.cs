using SchemaToolkit.Tests.Faults;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Hdf5;

public class DurabilityTests
{
    private const uint Fsync = 74;
    private const uint InputOutputError = 5;

    [RefusedCallTheory]
    [InlineData(Durability.PowerLoss, false)]
    [InlineData(Durability.PowerLoss, true)]
    [InlineData(Durability.Process, false)]
    [InlineData(Durability.Process, true)]
    public void OnlyWhatMustOutliveALossOfPowerIsBroughtToDisk(Durability durability, bool edited)
    {
        using var directory = new TempDirectory();
        string path = directory["a.h5"];
        using (RecordHdf5 file = RecordHdf5.Create(path))
        {
            file.Write("old", RoundTripTests.Sites(10));
            file.Complete();
        }

        Exception? failure = null;
        var thread = new Thread(() =>
        {
            RefusedCall.ForThisThread(Fsync, InputOutputError);
            failure = Record.Exception(() =>
            {
                using RecordHdf5 file = edited ? RecordHdf5.Edit(path, durability) : RecordHdf5.Create(path, durability);
                file.Write("new", RoundTripTests.Sites(20));
                file.Complete();
            });
        });
        thread.Start();
        thread.Join();

        using RecordHdf5 read = RecordHdf5.OpenRead(path);
        if (durability == Durability.Process)
        {
            Assert.Null(failure);
            Assert.Equal(edited ? ["new", "old"] : ["new"], read.Names);
        }
        else
        {
            Assert.IsAssignableFrom<IOException>(failure);
            Assert.Equal(["old"], read.Names);
        }
    }

    [Fact]
    public void AValueThatIsNoneIsRefused()
    {
        using var directory = new TempDirectory();
        Assert.Throws<ArgumentOutOfRangeException>(() => RecordHdf5.Create(directory["a.h5"], (Durability)2));
        Assert.Throws<ArgumentOutOfRangeException>(() => RecordHdf5.Create(directory["a.h5"], (Durability)(-1)));
    }
}
