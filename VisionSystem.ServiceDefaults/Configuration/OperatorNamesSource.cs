using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>
/// Maps operator names to .NET configuration keys. Its precedence is above the settings files and just below the environment
/// variables, so that an explicit <c>Vision__Images__MaxPixels</c> or a command line argument wins.
/// </summary>
internal sealed class OperatorNamesSource(IConfiguration names) : IConfigurationSource
{
    private readonly Dictionary<string, Setting> _settings = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The settings of the options that the service has registered, by key.</summary>
    public IReadOnlyDictionary<string, Setting> Settings => _settings;

    public static OperatorNamesSource AddTo(IConfigurationManager configuration)
    {
        var environment = configuration.Sources
            .LastOrDefault(source => source is EnvironmentVariablesConfigurationSource { Prefix: null or "" });
        var place = environment is null ? configuration.Sources.Count : configuration.Sources.IndexOf(environment);
        var source = new OperatorNamesSource(configuration);
        configuration.Sources.Insert(place, source);
        return source;
    }

    /// <summary>Adds settings whose values may be given in operator form.</summary>
    public void Add(IEnumerable<Setting> settings)
    {
        foreach (var setting in settings)
        {
            _settings[setting.Key] = setting;
        }
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(names, _settings);

    /// <summary>Holds no values: every read looks the names up in the configuration, so that later sources apply too.</summary>
    private sealed class Provider(IConfiguration names, IReadOnlyDictionary<string, Setting> settings) : IConfigurationProvider
    {
        /// <summary>.NET's own key of the log level, which the setting of this product sets too.</summary>
        private const string LogLevelKey = "Logging:LogLevel:Default";

        private const string VisionLogLevelKey = "Vision:Telemetry:LogLevel";

        private readonly ConfigurationReloadToken _never = new();

        public bool TryGet(string key, out string? value)
        {
            value = key.Equals(LogLevelKey, StringComparison.OrdinalIgnoreCase)
                ? names[VisionLogLevelKey] is { } level ? ValueFormat.Of(typeof(LogLevel))!.Normalize(level) : null
                : OperatorNames.Find(key) is { } name ? Read(name) : null;
            return value is not null;
        }

        public void Set(string key, string? value)
        {
        }

        public IChangeToken GetReloadToken() => _never;

        public void Load()
        {
        }

        public IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath)
        {
            var prefix = parentPath is null ? "" : parentPath + ConfigurationPath.KeyDelimiter;
            return OperatorNames.All
                .Select(name => name.Key)
                .Append(LogLevelKey)
                .Where(key => key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && TryGet(key, out _))
                .Select(key => key[prefix.Length..].Split(ConfigurationPath.KeyDelimiter, 2)[0])
                .Concat(earlierKeys)
                .Order(ConfigurationKeyComparer.Instance);
        }

        /// <summary>The value in the form of the configuration binder. An invalid value is skipped here and reported at start.</summary>
        private string? Read(OperatorName name) => (
            from given in name.Values(names)
            let text = name.Read(given.Name, given.Text)
            where text is not null
            select settings.TryGetValue(name.Key, out var setting) ? setting.Normalize(text) : text).FirstOrDefault(text => text is not null);
    }
}
