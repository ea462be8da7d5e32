using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Primitives;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>
/// Answers .NET configuration keys from the operators' names. It ranks just below the environment variables, so that an
/// explicit <c>Vision__Images__MaxPixels</c> or a command line argument wins, and above the settings files.
/// </summary>
internal sealed class OperatorNamesSource(IConfiguration names) : IConfigurationSource
{
    public static void AddTo(IConfigurationManager configuration)
    {
        var environment = configuration.Sources
            .LastOrDefault(source => source is EnvironmentVariablesConfigurationSource { Prefix: null or "" });
        var place = environment is null ? configuration.Sources.Count : configuration.Sources.IndexOf(environment);
        configuration.Sources.Insert(place, new OperatorNamesSource(configuration));
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(names);

    /// <summary>Holds no values: it asks the configuration for the names at every look-up, so later sources count too.</summary>
    private sealed class Provider(IConfiguration names) : IConfigurationProvider
    {
        private const string LogLevelKey = "Logging:LogLevel:Default";

        private readonly ConfigurationReloadToken _never = new();

        public bool TryGet(string key, out string? value)
        {
            value = key.Equals(LogLevelKey, StringComparison.OrdinalIgnoreCase)
                ? LogLevel()
                : SettingCatalog.Find(key) is { } setting ? OperatorNames.Read(names, setting) : null;
            return value is not null;
        }

        // The framework's own key follows ours, however ours was set.
        private string? LogLevel()
        {
            var setting = SettingCatalog.Find(TelemetryOptions.LogLevelKey)!;
            return names[setting.Key] is { } level ? setting.Kind.Normalize(level) : null;
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
            return SettingCatalog.All
                .Select(setting => setting.Key)
                .Append(LogLevelKey)
                .Where(key => key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && TryGet(key, out _))
                .Select(key => key[prefix.Length..].Split(ConfigurationPath.KeyDelimiter, 2)[0])
                .Concat(earlierKeys)
                .Order(ConfigurationKeyComparer.Instance);
        }
    }
}
