namespace SchemaToolkit.Tests.Records;

public class Crc32CTests
{
    [Fact]
    public void EveryLengthAndSplitIsAsDefined()
    {
        byte[] bytes = new byte[70_000];
        new Random(1).NextBytes(bytes);
        Assert.Equal(0xe3069283, Crc32C.Add(0, "123456789"u8));
        foreach (int length in new[] { 0, 1, 7, 8, 9, 4095, 12_287, 12_288, 12_289, 24_576, 36_864, 69_999 })
        {
            for (int start = 0; start < 2; start++)
            {
                uint right = Slow(bytes.AsSpan(start, length));
                Assert.Equal(right, Crc32C.Add(0, bytes.AsSpan(start, length)));
                Assert.Equal(right, Crc32C.Add(Crc32C.Add(0, bytes.AsSpan(start, length / 3)), bytes.AsSpan(start + (length / 3), length - (length / 3))));
            }
        }
    }

    private static uint Slow(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0x82f63b78);
            }
        }

        return ~crc;
    }
}
