using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace VisionSystem.Inference.Requests;

/// <summary>How characters are escaped in the text that holds a base64 value.</summary>
internal enum TextEscapes
{
    None,

    /// <summary>A JSON string: some serialisers write <c>\/</c> and <c>\u002B</c>.</summary>
    Json,

    /// <summary>A urlencoded value. A bare <c>+</c> stays one: clients forget to escape it, and blanks mean nothing in base64.</summary>
    Percent,
}

/// <summary>
/// Base64 and data URLs (RFC 4648, RFC 2397) as clients send them, decoded where they stand: either alphabet, with or
/// without padding, broken into lines or not.
/// </summary>
internal static class Base64Text
{
    private const int LongestDataUrlHead = 256;
    private const int Glance = 64;

    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_= \t\r\n"u8);

    private static readonly SearchValues<byte> Printable =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(character => (byte)character), (byte)'\t', (byte)'\r', (byte)'\n']);

    /// <summary>Whether the first bytes can be a text; those of image files cannot.</summary>
    public static bool LooksLikeText(ReadOnlySpan<byte> bytes) => !bytes[..Math.Min(bytes.Length, Glance)].ContainsAnyExcept(Printable);

    /// <summary>Decodes a text, which is overwritten.</summary>
    /// <param name="text">The value as it was sent, in UTF-8.</param>
    /// <param name="escapes">What is escaped in it.</param>
    /// <param name="start">Where in <paramref name="text"/> the decoded bytes begin.</param>
    /// <param name="length">How many there are; 0 for an empty text.</param>
    /// <returns>Null, or one sentence for people on what is wrong with the text.</returns>
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
            return "It is an address, and addresses are not fetched: send the image itself.";
        }

        data.Replace((byte)'+', (byte)'-');
        data.Replace((byte)'/', (byte)'_');
        var stranger = data.IndexOfAnyExcept(Alphabet);
        if (stranger >= 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"It is not base64: byte {start + stranger + 1} is {Shown(data[stranger])}.");
        }

        try
        {
            length = Base64Url.DecodeFromUtf8InPlace(data);
            return null;
        }
        catch (FormatException)
        {
            return "It is not base64: the text is cut off, or its padding is wrong.";
        }
    }

    /// <param name="url">A data URL.</param>
    /// <param name="head">The length of what stands before its data.</param>
    private static string? DataUrlFault(ReadOnlySpan<byte> url, out int head)
    {
        head = url[..Math.Min(url.Length, LongestDataUrlHead)].IndexOf((byte)',') + 1;
        if (head == 0)
        {
            return "The data URL has no comma before its data: 'data:image/jpeg;base64,…' is expected.";
        }

        var parameters = Encoding.ASCII.GetString(url[5..(head - 1)]).Split(';');
        var type = parameters[0].Trim();
        if (type.Length > 0 && !type.StartsWith("image/", StringComparison.OrdinalIgnoreCase) && !type.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase))
        {
            return $"The data URL holds '{type}', not an image: 'data:image/jpeg;base64,…' is expected.";
        }

        return parameters[^1].Trim().Equals("base64", StringComparison.OrdinalIgnoreCase)
            ? null
            : "The data URL is not in base64: 'data:image/jpeg;base64,…' is expected.";
    }

    /// <summary>Resolves the escapes where they stand, and gives the length of what is left.</summary>
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

    /// <returns>The byte that an escape stands for, 0 for a character that base64 does not have, and the escape's length.</returns>
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
