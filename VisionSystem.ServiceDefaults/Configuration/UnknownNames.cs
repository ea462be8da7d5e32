using Microsoft.Extensions.Configuration;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>Finds <c>CV_*</c> variables that match no setting, usually typos.</summary>
internal static class UnknownNames
{
    private const string Prefix = "CV_";

    /// <summary>Every unknown <c>CV_…</c> name that is set, with the most similar known name, or null if none is similar.</summary>
    public static IEnumerable<(string Name, string? Nearest)> In(IConfiguration configuration) =>
        from child in configuration.GetChildren()
        where child.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !OperatorNames.IsKnown(child.Key)
        select (child.Key, Nearest(child.Key.ToUpperInvariant()));

    private static string? Nearest(string name)
    {
        var (nearest, distance) = OperatorNames.Known.Select(known => (known, EditDistance(name, known))).MinBy(pair => pair.Item2);
        return distance <= Math.Max(2, name.Length / 4) ? nearest : null;
    }

    /// <summary>The Levenshtein distance: the smallest number of insertions, deletions and substitutions between two texts.</summary>
    private static int EditDistance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var substituted = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
