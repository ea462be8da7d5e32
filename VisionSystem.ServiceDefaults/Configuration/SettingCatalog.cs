namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>
/// Every name that operators may set, in one table: what it stands for, what it takes, what holds without it. Names are
/// accepted by every service; they have effect where the feature is.
/// </summary>
public static class SettingCatalog
{
    private static readonly Dictionary<string, Setting> ByKey = [];
    private static readonly HashSet<string> KnownNames = new(StringComparer.OrdinalIgnoreCase);

    static SettingCatalog()
    {
        ByKey = All.ToDictionary(setting => setting.Key, StringComparer.OrdinalIgnoreCase);
        KnownNames.UnionWith(All.SelectMany(setting => setting.Names));
    }

    /// <summary>The table, grouped as the guide groups it.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        .. ModelSettings.All,
        .. WorkSettings.All,
        .. StoreSettings.All,
        .. ServiceSettings.All,
    ];

    /// <summary>The operators' name of a configuration key; the key itself when it has none.</summary>
    public static string NameOf(string key) => ByKey.TryGetValue(key, out var setting) ? setting.Name : key;

    /// <summary>The setting behind a configuration key, or null.</summary>
    internal static Setting? Find(string key) => ByKey.GetValueOrDefault(key);

    /// <summary>Whether operators know the name, as a setting's name or as an alias.</summary>
    internal static bool IsKnown(string name) => KnownNames.Contains(name);

    /// <summary>Every name, aliases included.</summary>
    internal static IReadOnlyCollection<string> Names => KnownNames;
}
