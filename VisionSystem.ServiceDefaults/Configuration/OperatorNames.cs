using Microsoft.Extensions.Configuration;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>The values that operators gave under their own names.</summary>
internal static class OperatorNames
{
    /// <summary>Every name that is set, in order of precedence, and its value. An empty value counts as not set.</summary>
    public static IEnumerable<(string Name, string Value)> Given(IConfiguration configuration, Setting setting) =>
        from name in setting.Names
        let value = configuration[name]
        where !string.IsNullOrWhiteSpace(value)
        select (name, value);

    /// <summary>The setting's value as the binder reads it, or null; a value that is not acceptable is left out.</summary>
    public static string? Read(IConfiguration configuration, Setting setting) =>
        Given(configuration, setting).Select(given => setting.Read(given.Name, given.Value)).FirstOrDefault(value => value is not null);
}
