namespace VisionSystem.Vision.Decoders;

/// <summary>The classes that a request accepts; the default filter accepts all.</summary>
internal readonly struct ClassFilter(bool[]? included)
{
    public static ClassFilter All => default;

    public bool Includes(int classId) => included is null || (classId < included.Length && included[classId]);

    /// <summary>Parses a request's list of class names (ignoring case) or ids.</summary>
    /// <param name="classes">Comma-separated names or ids; null or empty accepts all.</param>
    /// <param name="labels">The model's class names.</param>
    /// <param name="unknown">The entries that match no class of the model.</param>
    public static ClassFilter Parse(string? classes, IReadOnlyList<string> labels, out IReadOnlyList<string> unknown)
    {
        unknown = [];
        if (string.IsNullOrWhiteSpace(classes))
        {
            return All;
        }

        var unmatched = new List<string>();
        var included = new bool[labels.Count];
        foreach (var entry in classes.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var id = IndexOf(labels, entry);
            if (id < 0 && (!int.TryParse(entry, out id) || id < 0 || id >= labels.Count))
            {
                unmatched.Add(entry);
                continue;
            }

            included[id] = true;
        }

        unknown = unmatched;
        return new ClassFilter(included);
    }

    private static int IndexOf(IReadOnlyList<string> labels, string name)
    {
        for (var id = 0; id < labels.Count; id++)
        {
            if (string.Equals(labels[id], name, StringComparison.OrdinalIgnoreCase))
            {
                return id;
            }
        }

        return -1;
    }
}

/// <summary>Finds the best permitted class of an anchor whose class scores are contiguous; −1 where none is permitted.</summary>
internal static class BestClass
{
    public static (float Score, int ClassId) Find(ReadOnlySpan<float> scores, ClassFilter included)
    {
        var (best, bestClass) = (float.NegativeInfinity, -1);
        for (var classId = 0; classId < scores.Length; classId++)
        {
            if (scores[classId] > best && included.Includes(classId))
            {
                (best, bestClass) = (scores[classId], classId);
            }
        }

        return (best, bestClass);
    }
}
