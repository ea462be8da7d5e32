using VisionSystem.Contracts;
using VisionSystem.Vision.Evaluation.DataSets;

namespace VisionSystem.Vision.Evaluation;

/// <summary>The mapping from the model's classes to the ground truth's classes.</summary>
internal sealed class ClassMatch
{
    private readonly int[] _truthClasses;

    private ClassMatch(int[] truthClasses, IReadOnlyList<string> notes) => (_truthClasses, Notes) = (truthClasses, notes);

    /// <summary>Sentences for the user that describe the mapping.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The class in the ground truth, or -1 where it lacks the model's class.</summary>
    public int this[int modelClass] => modelClass < _truthClasses.Length ? _truthClasses[modelClass] : -1;

    /// <summary>
    /// Maps classes by name where both sides have names. A model without names is mapped by number, except a model of 80
    /// classes against a subset of COCO's classes: its numbers are COCO's.
    /// </summary>
    /// <param name="labels">The model's class names, or <c>class_0</c>, <c>class_1</c>, … where it has none.</param>
    /// <param name="dataSet">The ground truth.</param>
    /// <exception cref="DataSetException">No class is common to both.</exception>
    public static ClassMatch Of(IReadOnlyList<string> labels, IDataSet dataSet)
    {
        var named = labels.Index().Any(label => label.Item != $"class_{label.Index}");
        if (named && dataSet.HasNames)
        {
            return ByName(labels, dataSet.Classes, "by name");
        }

        return !named && dataSet.HasNames && labels.Count == CocoClasses.Names.Count && AreCoco(dataSet.Classes)
            ? ByName(CocoClasses.Names, dataSet.Classes, "by name, taking the model's 80 unnamed classes as COCO's")
            : ByNumber(labels.Count, dataSet.Classes, named ? "the ground truth has no names" : "the model has no names");
    }

    private static bool AreCoco(IReadOnlyList<string> classes)
    {
        var coco = CocoClasses.Names.Select(ClassName.Normalise).ToHashSet();
        return classes.All(name => coco.Contains(ClassName.Normalise(name)));
    }

    private static ClassMatch ByName(IReadOnlyList<string> labels, IReadOnlyList<string> truth, string manner)
    {
        var known = truth.Index().GroupBy(name => ClassName.Normalise(name.Item)).ToDictionary(group => group.Key, group => group.First().Index);
        int[] match = [.. labels.Select(label => known.GetValueOrDefault(ClassName.Normalise(label), -1))];
        if (match.All(truthClass => truthClass < 0))
        {
            throw new DataSetException(
                $"No class of the model is in the ground truth: the model has {FirstNames(labels)}, the ground truth {FirstNames(truth)}");
        }

        string[] synonyms = [.. labels.Index()
            .Where(label => match[label.Index] >= 0 && !string.Equals(label.Item, truth[match[label.Index]], StringComparison.OrdinalIgnoreCase))
            .Select(label => $"{truth[match[label.Index]]} = {label.Item}")];
        return new ClassMatch(match, Describe(match, truth, synonyms.Length == 0 ? manner : $"{manner} ({string.Join(", ", synonyms)})"));
    }

    private static ClassMatch ByNumber(int labels, IReadOnlyList<string> truth, string reason)
    {
        int[] match = [.. Enumerable.Range(0, labels).Select(id => id < truth.Count ? id : -1)];
        return new ClassMatch(match, Describe(match, truth, $"by number, since {reason}"));
    }

    private static List<string> Describe(int[] match, IReadOnlyList<string> truth, string manner)
    {
        string[] absent = [.. truth.Index().Where(name => !match.Contains(name.Index)).Select(name => name.Item)];
        var notes = new List<string> { $"{truth.Count - absent.Length} of the ground truth's {truth.Count} classes are matched {manner}" };
        if (match.Count(truthClass => truthClass < 0) is > 0 and var left)
        {
            notes.Add($"{left} of the model's {match.Length} classes are not in the ground truth and are ignored");
        }

        if (absent.Length > 0)
        {
            notes.Add($"The model has no class for {FirstNames(absent)}: its objects count as missed");
        }

        return notes;
    }

    private static string FirstNames(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(8)) + (names.Count > 8 ? $" and {names.Count - 8} more" : "");
}

/// <summary>Class names that are synonyms.</summary>
internal static class ClassName
{
    // PASCAL VOC's names of COCO classes.
    private static readonly Dictionary<string, string> Synonyms = new()
    {
        ["aeroplane"] = "airplane",
        ["motorbike"] = "motorcycle",
        ["sofa"] = "couch",
        ["tvmonitor"] = "tv",
    };

    /// <summary>Normalises case, blanks, hyphens and underscores, and replaces VOC's names by COCO's.</summary>
    public static string Normalise(string name)
    {
        var bare = string.Concat(name.ToLowerInvariant().Where(character => character is not (' ' or '-' or '_')));
        return Synonyms.GetValueOrDefault(bare, bare);
    }
}
