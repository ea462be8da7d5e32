using Microsoft.Extensions.Logging.Console;
using VisionSystem.ServiceDefaults;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.ServiceDefaults.Lifetime;

namespace VisionSystem.Logging.Commands;

/// <summary>The service as configured, without its server: the same settings and stores, and logs on standard error.</summary>
internal sealed class StoreHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    /// <param name="settings">Settings, <c>--KEY=VALUE</c>.</param>
    /// <exception cref="ConfigurationException">A setting is wrong.</exception>
    public StoreHost(string[] settings)
    {
        var builder = ServiceHost.CreateBuilder(settings);
        builder.AddServiceDefaults(LoggingService.Name);
        builder.AddLoggingService();
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter(category: null, LogLevel.Error);
        _app = builder.Build();

        // Never started, but this is what checks every setting.
        _app.MapDefaultEndpoints();
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
