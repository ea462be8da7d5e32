using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VisionSystem.ServiceDefaults;

namespace VisionSystem.Tests.ServiceDefaults;

/// <summary>A small service with the shared defaults, on a real server and a free port.</summary>
internal sealed class TestService(WebApplication app) : IAsyncDisposable
{
    public const string Name = "test-service";

    public WebApplication App => app;

    public HttpClient Client { get; } = new() { BaseAddress = new Uri(app.Urls.First()) };

    /// <summary>The service's log lines: level, then message.</summary>
    public LogLines Lines => app.Services.GetRequiredService<LogLines>();

    /// <param name="settings">Operators' names or configuration keys, as on the command line.</param>
    /// <param name="build">Adds services.</param>
    /// <param name="map">Adds endpoints.</param>
    public static async Task<TestService> StartAsync(
        (string Name, string Value)[]? settings = null,
        Action<WebApplicationBuilder>? build = null,
        Action<WebApplication>? map = null)
    {
        var app = Build(settings, build);
        app.MapDefaultEndpoints();
        map?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestService(app);
    }

    /// <summary>Builds a service without starting it.</summary>
    public static WebApplication Build((string Name, string Value)[]? settings = null, Action<WebApplicationBuilder>? build = null)
    {
        (string Name, string Value)[] all = [("urls", "http://127.0.0.1:0"), .. settings ?? []];
        var builder = WebApplication.CreateBuilder([.. all.Select(setting => $"--{setting.Name}={setting.Value}")]);
        builder.AddServiceDefaults(Name);
        builder.Services.AddSingleton<LogLines>();
        builder.Services.AddSingleton<ILoggerProvider>(services => services.GetRequiredService<LogLines>());
        build?.Invoke(builder);
        return builder.Build();
    }

    public Task<HttpResponseMessage> GetAsync(string path) => Client.GetAsync(path, TestContext.Current.CancellationToken);

    public Task<string> GetTextAsync(string path) => Client.GetStringAsync(path, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }
}
