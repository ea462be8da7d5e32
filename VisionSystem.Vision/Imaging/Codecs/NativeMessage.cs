using System.Text;

namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>Makes one short, printable sentence of what a native library says about a file.</summary>
internal static class NativeMessage
{
    private const int Longest = 120;

    public static string Explain(string format, ReadOnlySpan<char> message)
    {
        var end = message.IndexOfAny('\n', '\r');
        message = end < 0 ? message : message[..end];
        var text = new StringBuilder($"The {format} is damaged or ends early");
        var colon = text.Length;
        foreach (var letter in message[..Math.Min(message.Length, Longest)])
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
