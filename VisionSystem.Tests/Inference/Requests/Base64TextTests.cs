using System.Text;
using VisionSystem.Inference.Requests;

namespace VisionSystem.Tests.Inference.Requests;

public sealed class Base64TextTests
{
    /// <summary>Bytes whose base64 contains padding and both characters in which the alphabets differ.</summary>
    private static readonly byte[] Bytes = [0xFF, 0xD8, 0xFF, 0xFB, 0xEF, 0xBE, .. Enumerable.Range(0, 256).Select(value => (byte)value), 0xFE];

    private static readonly string Plain = Convert.ToBase64String(Bytes);

    public static TheoryData<string, TextEscapesName> Forms => new()
    {
        { Plain, TextEscapesName.None },
        { Plain.TrimEnd('='), TextEscapesName.None },
        { Plain.Replace('+', '-').Replace('/', '_'), TextEscapesName.None },
        { Plain.Replace('+', '-').Replace('/', '_').TrimEnd('='), TextEscapesName.None },
        { Convert.ToBase64String(Bytes, Base64FormattingOptions.InsertLineBreaks), TextEscapesName.None },
        { $"\n  {Plain}\r\n", TextEscapesName.None },
        { $"data:image/jpeg;base64,{Plain}", TextEscapesName.None },
        { $"DATA:image/svg+xml;charset=utf-8;BASE64,{Plain}", TextEscapesName.None },
        { $"data:;base64,{Plain}", TextEscapesName.None },
        { $"data:application/octet-stream;base64,{Uri.EscapeDataString(Plain)}", TextEscapesName.None },
        { Plain.Replace("/", "\\/", StringComparison.Ordinal).Replace("+", "\\u002B", StringComparison.Ordinal), TextEscapesName.Json },
        { Convert.ToBase64String(Bytes, Base64FormattingOptions.InsertLineBreaks).Replace("\r\n", "\\r\\n", StringComparison.Ordinal), TextEscapesName.Json },
        { $"data:image\\/png;base64,{Plain.Replace("=", "\\u003d", StringComparison.Ordinal)}", TextEscapesName.Json },
        { Uri.EscapeDataString(Plain), TextEscapesName.Percent },
        { Plain, TextEscapesName.Percent },
        { Uri.EscapeDataString($"data:image/png;base64,{Plain}"), TextEscapesName.Percent },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Decodes_the_forms_that_clients_send(string text, TextEscapesName escapes)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var fault = Base64Text.Decode(bytes, Enum.Parse<TextEscapes>(escapes.ToString()), out var start, out var length);

        Assert.Null(fault);
        Assert.Equal(Bytes, bytes[start..(start + length)]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n ")]
    [InlineData("data:image/png;base64,")]
    public void Finds_nothing_in_an_empty_text(string text)
    {
        Assert.Null(Base64Text.Decode(Encoding.UTF8.GetBytes(text), TextEscapes.None, out _, out var length));
        Assert.Equal(0, length);
    }

    [Theory]
    [InlineData("AAA!", "byte 4 is '!'")]
    [InlineData("AAA\u00e4", "byte 4 is 0xC3")]
    [InlineData("AAAAA", "truncated")]
    [InlineData("AA==AA==", "padding")]
    [InlineData("data:image/png,AAAA", "not in base64")]
    [InlineData("data:text/plain;base64,AAAA", "'text/plain', not an image")]
    [InlineData("data:image/png;base64", "no comma")]
    [InlineData("https://example.com/a.jpg", "URLs are not fetched")]
    [InlineData("/home/me/a.jpg", "byte 11 is '.'")]
    [InlineData("%ZZ", "byte 1 is '%'")]
    public void Says_what_is_wrong(string text, string expected)
    {
        Assert.Contains(expected, Base64Text.Decode(Encoding.UTF8.GetBytes(text), TextEscapes.None, out _, out _), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\\u00e9")]
    [InlineData("\\u2028")]
    [InlineData("\\\\")]
    [InlineData("\\\"")]
    public void Refuses_escaped_characters_that_base64_does_not_have(string text) =>
        Assert.Contains("not base64", Base64Text.Decode(Encoding.UTF8.GetBytes("AAAA" + text), TextEscapes.Json, out _, out _), StringComparison.Ordinal);

    /// <summary>The names of <see cref="TextEscapes"/>, which is internal.</summary>
    public enum TextEscapesName
    {
        None,
        Json,
        Percent,
    }
}
