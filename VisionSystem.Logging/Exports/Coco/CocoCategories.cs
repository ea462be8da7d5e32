using VisionSystem.Contracts;

namespace VisionSystem.Logging.Exports.Coco;

/// <summary>
/// Assigns category ids to classes. COCO's classes keep COCO's ids, 1 to 90 with gaps, so that exports are comparable with COCO's
/// files. Other classes receive ids from 91 in the order of their names, so that the data set and the results agree.
/// </summary>
internal sealed class CocoCategories
{
    private readonly Dictionary<string, int> _ids = [];
    private readonly SortedDictionary<int, string> _used = [];
    private int _next = CocoClasses.LastCategoryId + 1;

    /// <param name="classes">The tenant's classes in the order of their names. A class outside of this list receives the next id.</param>
    public CocoCategories(IEnumerable<string> classes)
    {
        foreach (var name in classes)
        {
            IdOf(name);
        }

        _used.Clear();
    }

    /// <summary>The categories of the classes passed to <see cref="IdOf"/>, by id.</summary>
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
