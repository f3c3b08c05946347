using System.Text;
using System.Text.Json;
using SchemaToolkit.Generator.Parsing;

namespace SchemaToolkit.Generator.Tests;

public class ColumnNameTests
{
    [Theory]
    [InlineData("Chr")]
    [InlineData("MeanTemp")]
    [InlineData("XMLReader")]
    [InlineData("SHA512Hash")]
    [InlineData("Iso8601")]
    [InlineData("_private__Name_")]
    [InlineData("ÄrgerÖl")]
    [InlineData("ǅabc")]
    [InlineData("ⅧCentury")]
    public void AColumnIsNamedAsJsonNamesIt(string field)
        => Assert.Equal(JsonNamingPolicy.SnakeCaseLower.ConvertName(field), ColumnNames.SnakeCase(field));

    [Fact]
    public void AnyNameIsAsJsonNamesIt()
    {
        const string Alphabet = "aabzABZ019__ éÉßǅʰªⅧ٣\u0301\u203f-.\t";
        var random = new Random(20260101);
        for (int i = 0; i < 20_000; i++)
        {
            var name = new StringBuilder();
            for (int length = random.Next(1, 12); length > 0; length--)
            {
                name.Append(random.Next(20) == 0 ? (char)random.Next(0x20, 0xd800) : Alphabet[random.Next(Alphabet.Length)]);
            }

            Assert.Equal(JsonNamingPolicy.SnakeCaseLower.ConvertName(name.ToString()), ColumnNames.SnakeCase(name.ToString()));
        }
    }
}
