using System.Security.Cryptography;
using System.Text;

namespace SchemaToolkit.Tests.Records;

public class Sha256Tests
{
    [Fact]
    public void IsThatOfDotNet()
    {
        for (int length = 0; length < 200; length++)
        {
            string text = string.Concat(Enumerable.Range(0, length).Select(static i => (char)('a' + (i * i % 300))));
            Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(text)), Sha256.Of(text));
        }
    }
}
