using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using VisionSystem.Logging;
using VisionSystem.Logging.Persistence;
using VisionSystem.ServiceDefaults;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.ServiceDefaults.Lifetime;

namespace VisionSystem.Cli.Data;

/// <summary>logging-service with its configuration but without its server: the same settings and stores, with logs on standard error.</summary>
internal sealed class StoreHost : IAsyncDisposable
{
    private const string PathKey = StoreOptions.Section + ":" + nameof(StoreOptions.Path);

    private readonly WebApplication _app;

    /// <param name="settings">Settings in the form <c>--KEY=VALUE</c>.</param>
    /// <param name="data">The data folder of <c>up</c>; null for the configured store, otherwise the default of <c>up</c>.</param>
    /// <exception cref="ConfigurationException">A setting is invalid.</exception>
    public StoreHost(string[] settings, string? data)
    {
        var builder = ServiceHost.CreateBuilder(settings);
        builder.AddServiceDefaults(LoggingService.Name);
        builder.AddLoggingService();
        if (data is not null || string.IsNullOrEmpty(builder.Configuration[PathKey]))
        {
            builder.Configuration[PathKey] = Path.GetFullPath(Path.Combine(data ?? Checkout.StateOf("data"), "logging"));
        }

        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter(category: null, LogLevel.Error);
        _app = builder.Build();

        // The application never starts; mapping the endpoints validates all settings.
        _app.MapDefaultEndpoints();
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
