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

    [Fact]
    public void PartsOfEverySizeAndCountAreRestored()
    {
        var random = new Random(2);
        for (int size = 1; size <= 70; size++)
        {
            foreach (int count in new[] { 1, 15, 16, 17, 33, 100 })
            {
                byte[] rows = new byte[size * count];
                random.NextBytes(rows);
                byte[] shuffled = new byte[rows.Length];
                Hdf5Shuffle.Shuffle(rows, shuffled, size);
                foreach ((int first, int some) in new[] { (0, count), (random.Next(count), 1), (count / 3, count - (count / 3)) })
                {
                    foreach ((int offset, int width) in new[] { (0, size), (size / 2, 1), (size / 3, size - (size / 3)) })
                    {
                        byte[] restored = new byte[(some * width) + 3];
                        fixed (byte* to = restored)
                        {
                            Hdf5Shuffle.Unshuffle(shuffled, size, first, some, offset, width, to);
                        }

                        byte[] expected = [.. Enumerable.Range(first, some).SelectMany(row => rows[((row * size) + offset)..((row * size) + offset + width)]), 0, 0, 0];
                        Assert.Equal(expected, restored);
                    }
                }
            }
        }
    }
}
