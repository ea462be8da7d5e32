using VisionSystem.Inference;
using VisionSystem.Logging;
using VisionSystem.ServiceDefaults;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.ServiceDefaults.Lifetime;

namespace VisionSystem.Cli.Docs;

/// <summary>The settings of all services, read from the options that they register.</summary>
internal static class ServiceSettings
{
    private static readonly Lazy<IReadOnlyList<DocumentedSetting>> Registered = new(Read);

    /// <summary>The settings with operator names, in the order of the documentation.</summary>
    public static IReadOnlyList<DocumentedSetting> All => Registered.Value;

    private static IReadOnlyList<DocumentedSetting> Read()
    {
        var builder = ServiceHost.CreateBuilder();

        // The configuration of this process applies only to running services.
        builder.Configuration.Sources.Clear();
        builder.AddServiceDefaults("settings");
        builder.AddInferenceService();
        builder.AddLoggingService();
        var settings = builder.Settings();
        return [.. OperatorNames.All.Select(name => new DocumentedSetting(name, settings[name.Key]))];
    }
}

/// <summary>A setting with its operator name and description.</summary>
internal sealed record DocumentedSetting(OperatorName Name, Setting Values);
