using SchemaToolkit.Generator.Analyzers;
using SchemaToolkit.Generator.Tests.Support;

namespace SchemaToolkit.Generator.Tests;

/// <summary>A text that cannot fit is reported where it is written.</summary>
public class TextLengthAnalyzerTests
{
    [Theory]
    [InlineData("S3 x = \"chr1\";", "STK0013 '\"chr1\"'")]
    [InlineData("S3 x = \"chr1\"u8;", "STK0013 '\"chr1\"u8'")]
    [InlineData("S3 x = (S3)(\"ch\" + \"r1\");", "STK0013 '\"ch\" + \"r1\"'")]
    [InlineData("const string C = \"chr1\"; S3 x = C;", "STK0013 'C'")]
    [InlineData("S3 x = \"äö\";", "STK0013 '\"äö\"'")]
    [InlineData("var x = new Site(\"chr1\", 1);", "STK0013 '\"chr1\"'")]
    [InlineData("var x = new Site { Chr = \"chr1\" };", "STK0013 '\"chr1\"'")]
    [InlineData("Own x = \"abcde\";", "STK0013 '\"abcde\"'")]
    [InlineData("Do(() => { S3 x = \"chr1\"; });", "STK0013 '\"chr1\"'")]
    public void ATextThatDoesNotFitIsReported(string code, string expected) => Assert.Equal([expected], Analyze(code));

    [Theory]
    [InlineData("S3 x = \"chr\";")]
    [InlineData("S3 x = \"äx\";")]
    [InlineData("S3 x = \"\";")]
    [InlineData("string s = \"chr1\"; S3 x = s;")]
    [InlineData("S3 x = S3.Truncate(\"chr1\");")]
    [InlineData("S3 x = default; bool same = x == \"chr1\" || x == \"chr1\"u8;")]
    [InlineData("System.Version v = null!; object o = \"chr1\";")]
    [InlineData("Throws(() => { S3 x = \"chr1\"; });")]
    [InlineData("this.Throws(() => Do(() => { S3 x = \"chr1\"; }));")]
    public void WhatFitsOrIsOnlyKnownLaterIsNot(string code) => Assert.Empty(Analyze(code));

    private static IEnumerable<string> Analyze(string code)
    {
        Generated generated = Generated.From($$"""
            using System;
            using SchemaToolkit;
            [SharedRecord] public partial struct Site { public S3 Chr; public int Pos; }
            [FixedText(4)] public partial struct Own;
            class User
            {
                void Method()
                {
                    {{code}}
                }

                void Do(Action act) => act();

                void Throws(Action act) => act();
            }
            """);
        Assert.DoesNotContain(generated.CompilerDiagnostics, static d => d.Id is not ("CS0219" or "CS1591"));
        return generated.Analyze(new TextLengthAnalyzer()).Select(Generated.At);
    }
}
