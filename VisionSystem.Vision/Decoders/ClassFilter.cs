namespace VisionSystem.Vision.Decoders;

/// <summary>Which classes a request wants; the empty filter takes all.</summary>
internal readonly struct ClassFilter(bool[]? wanted)
{
    public static ClassFilter All => default;

    public bool Includes(int classId) => wanted is null || (classId < wanted.Length && wanted[classId]);

    /// <summary>A filter from a request's list of names (compared without case) or ids.</summary>
    /// <param name="classes">Comma separated names or ids; null or empty takes all.</param>
    /// <param name="labels">The model's class names.</param>
    /// <param name="unknown">The entries that name no class of the model.</param>
    public static ClassFilter Parse(string? classes, IReadOnlyList<string> labels, out IReadOnlyList<string> unknown)
    {
        unknown = [];
        if (string.IsNullOrWhiteSpace(classes))
        {
            return All;
        }

        var strangers = new List<string>();
        var wanted = new bool[labels.Count];
        foreach (var entry in classes.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var id = IndexOf(labels, entry);
            if (id < 0 && (!int.TryParse(entry, out id) || id < 0 || id >= labels.Count))
            {
                strangers.Add(entry);
                continue;
            }

            wanted[id] = true;
        }

        unknown = strangers;
        return new ClassFilter(wanted);
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
