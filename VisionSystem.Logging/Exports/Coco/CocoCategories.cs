using VisionSystem.Contracts;

namespace VisionSystem.Logging.Exports.Coco;

/// <summary>
/// The category ids of classes. COCO's classes have COCO's own ids, 1 to 90 with gaps, so that files can be held against
/// COCO's; others follow from 91 on in the order of their names, so that the data set and the results agree.
/// </summary>
internal sealed class CocoCategories
{
    private readonly Dictionary<string, int> _ids = [];
    private readonly SortedDictionary<int, string> _used = [];
    private int _next = CocoClasses.LastCategoryId + 1;

    /// <param name="classes">The tenant's classes; one that comes beside them is given the next id.</param>
    public CocoCategories(IEnumerable<string> classes)
    {
        foreach (var name in classes)
        {
            IdOf(name);
        }

        _used.Clear();
    }

    /// <summary>The classes that were asked for, by their ids.</summary>
    public IEnumerable<CocoCategory> Used => _used.Select(entry => new CocoCategory(entry.Key, entry.Value, "none"));

    public int IdOf(string name)
    {
        if (!_ids.TryGetValue(name, out var id))
        {
            _ids[name] = id = CocoClasses.CategoryIds.TryGetValue(name, out var own) ? own : _next++;
        }

        _used[id] = name;
        return id;
    }
}
