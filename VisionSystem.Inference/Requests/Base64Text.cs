using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace VisionSystem.Inference.Requests;

/// <summary>The escape sequences in a text with a base64 value.</summary>
internal enum TextEscapes
{
    None,

    /// <summary>JSON string escapes: some serializers write <c>\/</c> and <c>\u002B</c>.</summary>
    Json,

    /// <summary>Percent encoding. A bare <c>+</c> is not read as a space: clients often do not escape it, and base64 ignores spaces.</summary>
    Percent,
}

/// <summary>
/// Decodes base64 and data URLs (RFC 4648, RFC 2397) in place: standard or URL alphabet, with or without padding, with or without
/// line breaks.
/// </summary>
internal static class Base64Text
{
    private const int MaxDataUrlHead = 256;
    private const int PrefixLength = 64;

    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_= \t\r\n"u8);

    private static readonly SearchValues<byte> Printable =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(character => (byte)character), (byte)'\t', (byte)'\r', (byte)'\n']);

    /// <summary>True if the first bytes are printable; those of image files are not.</summary>
    public static bool LooksLikeText(ReadOnlySpan<byte> bytes) => !bytes[..Math.Min(bytes.Length, PrefixLength)].ContainsAnyExcept(Printable);

    /// <summary>Decodes a text in place.</summary>
    /// <param name="text">The value as sent, in UTF-8; overwritten.</param>
    /// <param name="escapes">The escapes in the text.</param>
    /// <param name="start">Offset of the decoded bytes in <paramref name="text"/>.</param>
    /// <param name="length">Number of decoded bytes; 0 for an empty text.</param>
    /// <returns>Null, or the reason why the text cannot be decoded, as a sentence.</returns>
    public static string? Decode(Span<byte> text, TextEscapes escapes, out int start, out int length)
    {
        (start, length) = (0, 0);
        text = text[..Unescape(text, escapes)];
        var data = text.TrimStart(" \t\r\n"u8);
        start = text.Length - data.Length;
        if (data.Length >= 5 && Ascii.EqualsIgnoreCase(data[..5], "data:"u8))
        {
            if (DataUrlFault(data, out var head) is { } fault)
            {
                return fault;
            }

            start += head;
            data = data[head..];
            data = data[..Unescape(data, TextEscapes.Percent)];
        }
        else if (data.StartsWith("http://"u8) || data.StartsWith("https://"u8))
        {
            return "It is a URL, and URLs are not fetched. Send the image itself.";
        }

        data.Replace((byte)'+', (byte)'-');
        data.Replace((byte)'/', (byte)'_');
        var invalid = data.IndexOfAnyExcept(Alphabet);
        if (invalid >= 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"It is not base64: byte {start + invalid + 1} is {Shown(data[invalid])}.");
        }

        try
        {
            length = Base64Url.DecodeFromUtf8InPlace(data);
            return null;
        }
        catch (FormatException)
        {
            return "It is not base64: the text is truncated, or its padding is wrong.";
        }
    }

    /// <param name="url">A data URL.</param>
    /// <param name="head">Length of the part before the data.</param>
    private static string? DataUrlFault(ReadOnlySpan<byte> url, out int head)
    {
        head = url[..Math.Min(url.Length, MaxDataUrlHead)].IndexOf((byte)',') + 1;
        if (head == 0)
        {
            return "The data URL has no comma before its data. Expected: 'data:image/jpeg;base64,…'.";
        }

        var parameters = Encoding.ASCII.GetString(url[5..(head - 1)]).Split(';');
        var type = parameters[0].Trim();
        if (type.Length > 0 && !type.StartsWith("image/", StringComparison.OrdinalIgnoreCase) && !type.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase))
        {
            return $"The data URL holds '{type}', not an image. Expected: 'data:image/jpeg;base64,…'.";
        }

        return parameters[^1].Trim().Equals("base64", StringComparison.OrdinalIgnoreCase)
            ? null
            : "The data URL is not in base64. Expected: 'data:image/jpeg;base64,…'.";
    }

    /// <summary>Resolves the escapes in place. Returns the resulting length.</summary>
    private static int Unescape(Span<byte> text, TextEscapes escapes)
    {
        if (escapes == TextEscapes.None)
        {
            return text.Length;
        }

        var mark = escapes == TextEscapes.Json ? (byte)'\\' : (byte)'%';
        var (from, to) = (0, 0);
        while (true)
        {
            var plain = text[from..].IndexOf(mark);
            var run = text.Slice(from, plain < 0 ? text.Length - from : plain);
            run.CopyTo(text[to..]);
            from += run.Length;
            to += run.Length;
            if (plain < 0)
            {
                return to;
            }

            (text[to++], var used) = escapes == TextEscapes.Json ? JsonEscape(text[from..]) : PercentEscape(text[from..]);
            from += used;
        }
    }

    /// <returns>The escaped byte, 0 for a character outside the base64 alphabet, and the length of the escape.</returns>
    private static (byte Value, int Used) JsonEscape(ReadOnlySpan<byte> escape) => escape switch
    {
        [_, (byte)'u', (byte)'0', (byte)'0', var high, var low, ..] => (Hex(high, low) is { } value and < 0x80 ? value : (byte)0, 6),
        [_, (byte)'u', ..] => (0, Math.Min(6, escape.Length)),
        [_, (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t', ..] => ((byte)' ', 2),
        [_, var character, ..] => (character, 2),
        _ => (0, 1),
    };

    private static (byte Value, int Used) PercentEscape(ReadOnlySpan<byte> escape) =>
        escape is [_, var high, var low, ..] && Hex(high, low) is { } value ? (value, 3) : (escape[0], 1);

    private static byte? Hex(byte high, byte low) =>
        byte.TryParse([high, low], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string Shown(byte value) =>
        value is > (byte)' ' and <= (byte)'~' ? $"'{(char)value}'" : string.Create(CultureInfo.InvariantCulture, $"0x{value:X2}");
}
