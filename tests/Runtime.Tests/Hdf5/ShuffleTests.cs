namespace SchemaToolkit.Tests.Hdf5;

/// <summary>The shuffle filter against its definition.</summary>
public unsafe class ShuffleTests
{
    [Fact]
    public void EverySizeAndCount()
    {
        var random = new Random(1);
        for (int size = 1; size <= 70; size++)
        {
            foreach (int count in new[] { 0, 1, 2, 15, 16, 17, 31, 32, 33, 64, 100 })
            {
                byte[] rows = new byte[size * count];
                random.NextBytes(rows);
                byte[] shuffled = new byte[rows.Length + 3];
                Hdf5Shuffle.Shuffle(rows, shuffled, size);
                for (int row = 0; row < count; row++)
                {
                    for (int column = 0; column < size; column++)
                    {
                        Assert.True(rows[(row * size) + column] == shuffled[(column * count) + row], $"{count} rows of {size} bytes: row {row}, byte {column}");
                    }
                }

                Assert.Equal([0, 0, 0], shuffled[^3..]);
            }
        }
    }
}
