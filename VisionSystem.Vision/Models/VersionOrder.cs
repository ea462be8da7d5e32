namespace VisionSystem.Vision.Models;

/// <summary>
/// Compares version texts in an extension of semver.org's order: numbers are compared as numbers, missing ones are 0 (<c>1.9
/// &lt; 1.10.0</c>), a pre-release precedes its release (<c>2.0.0-rc.1</c> and Python's <c>2.0.0rc1</c> before <c>2.0.0</c>),
/// any other suffix follows it (<c>1.0.post1</c>), and a text that does not start with numbers precedes all others. A suffix
/// after <c>+</c> and a leading <c>v</c> are ignored.
/// </summary>
internal sealed class VersionOrder : IComparer<string>
{
    private static readonly string[] PreReleases = ["a", "b", "c", "rc", "alpha", "beta", "pre", "preview", "dev", "snapshot"];

    private VersionOrder()
    {
    }

    public static VersionOrder Instance { get; } = new();

    /// <summary>True if a text starts like a version: with a digit, or with <c>v</c> and a digit.</summary>
    public static bool IsNumbered(string? text) => text is { Length: > 0 } && (char.IsAsciiDigit(text[0]) || IsPrefixed(text));

    public int Compare(string? x, string? y)
    {
        var ((numbersX, tailX), (numbersY, tailY)) = (Split(x ?? ""), Split(y ?? ""));
        var order = (numbersX.Length > 0).CompareTo(numbersY.Length > 0);
        for (var i = 0; order == 0 && i < Math.Max(numbersX.Length, numbersY.Length); i++)
        {
            order = CompareNumbers(numbersX.ElementAtOrDefault(i), numbersY.ElementAtOrDefault(i));
        }

        order = order != 0 ? order : Rank(tailX).CompareTo(Rank(tailY));
        order = order != 0 ? order : CompareNaturally(tailX.TrimStart('-', '.', '_'), tailY.TrimStart('-', '.', '_'));
        return order != 0 ? order : string.CompareOrdinal(x, y);
    }

    private static bool IsPrefixed(string text) => text[0] is 'v' or 'V' && text.Length > 1 && char.IsAsciiDigit(text[1]);

    /// <summary>Splits a text into its leading numbers and the rest up to a <c>+</c>.</summary>
    private static (string[] Numbers, string Tail) Split(string text)
    {
        var start = text.Length > 0 && IsPrefixed(text) ? 1 : 0;
        var end = start;
        while (end < text.Length && (char.IsAsciiDigit(text[end])
            || (text[end] is '.' or '_' && end > start && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]))))
        {
            end++;
        }

        var build = text.IndexOf('+', end);
        return (text[start..end].Split(['.', '_'], StringSplitOptions.RemoveEmptyEntries), build < 0 ? text[end..] : text[end..build]);
    }

    private static int Rank(string tail)
    {
        if (tail.Length == 0 || tail[0] == '-')
        {
            return tail.Length == 0 ? 0 : -1;
        }

        var word = tail.TrimStart('.', '_');
        var letters = word.AsSpan().IndexOfAnyExcept(Letters) is var end and >= 0 ? word[..end] : word;
        return PreReleases.Contains(letters, StringComparer.OrdinalIgnoreCase) ? -1 : 1;
    }

    private static System.Buffers.SearchValues<char> Letters { get; } = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Compares digits of any length; null is 0.</summary>
    private static int CompareNumbers(string? x, string? y)
    {
        var (a, b) = ((x ?? "").TrimStart('0'), (y ?? "").TrimStart('0'));
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : Math.Sign(string.CompareOrdinal(a, b));
    }

    /// <summary>Compares runs of digits as numbers, other characters one by one, ignoring case.</summary>
    private static int CompareNaturally(string x, string y)
    {
        for (int i = 0, j = 0; i < x.Length || j < y.Length;)
        {
            if (i == x.Length || j == y.Length)
            {
                return i == x.Length ? -1 : 1;
            }

            if (char.IsAsciiDigit(x[i]) && char.IsAsciiDigit(y[j]))
            {
                var (runX, runY) = (Run(x, i), Run(y, j));
                if (CompareNumbers(runX, runY) is var order and not 0)
                {
                    return order;
                }

                (i, j) = (i + runX.Length, j + runY.Length);
            }
            else if (char.ToLowerInvariant(x[i]).CompareTo(char.ToLowerInvariant(y[j])) is var order and not 0)
            {
                return order;
            }
            else
            {
                (i, j) = (i + 1, j + 1);
            }
        }

        return 0;
    }

    private static string Run(string text, int start)
    {
        var end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return text[start..end];
    }
}
