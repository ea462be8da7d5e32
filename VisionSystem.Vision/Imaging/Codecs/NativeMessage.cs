using System.Text;

namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>Converts a native library's message about a file to one short, printable sentence.</summary>
internal static class NativeMessage
{
    private const int MaxLength = 120;

    public static string Explain(string format, ReadOnlySpan<char> message)
    {
        var end = message.IndexOfAny('\n', '\r');
        message = end < 0 ? message : message[..end];
        var text = new StringBuilder($"The {format} is damaged or ends early");
        var colon = text.Length;
        foreach (var letter in message[..Math.Min(message.Length, MaxLength)])
        {
            text.Append(letter is >= ' ' and <= '~' ? letter : '?');
        }

        if (text.Length > colon)
        {
            text.Insert(colon, ": ");
        }

        return text.ToString().TrimEnd(' ', '.') + ".";
    }
}
