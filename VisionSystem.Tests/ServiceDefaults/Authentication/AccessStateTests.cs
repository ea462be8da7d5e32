using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VisionSystem.ServiceDefaults;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Tests.ServiceDefaults.Authentication;

/// <summary>When a service needs no credentials, and when it refuses to start.</summary>
public sealed class AccessStateTests
{
    [Theory]
    [InlineData("Development", "http://127.0.0.1:0", "auto", true)]
    [InlineData("Development", "http://localhost:5000", "auto", true)]
    [InlineData("Development", "http://[::1]:5000", "auto", true)]
    [InlineData("Development", "http://127.0.0.1:0", "on", false)]
    [InlineData("Development", "http://0.0.0.0:5000", "auto", false)]
    [InlineData("Development", "http://*:5000", "auto", false)]
    [InlineData("Development", "http://127.0.0.1:0;http://10.1.2.3:5000", "auto", false)]
    [InlineData("Production", "http://127.0.0.1:0", "auto", false)]
    [InlineData("Staging", "http://localhost:5000", "auto", false)]
    [InlineData("Production", "http://0.0.0.0:5000", "off", true)]
    public async Task Is_open_in_Development_on_loopback_or_when_told_so(string environment, string urls, string mode, bool isOpen)
    {
        await using var app = Build(environment, urls, mode);
        app.UseAccess(canAuthenticate: true, "CV_SERVICE_KEY");
        Assert.Equal(isOpen, app.Services.GetRequiredService<AccessState>().IsOpen);
    }

    [Theory]
    [InlineData("CV_ALLOWED_HOSTS", "vision.example.com")]
    [InlineData("CV_TRUSTED_PROXIES", "10.0.0.0/8")]
    [InlineData("Vision:Http:ServiceNames", "192.168.1.2")]
    public async Task Is_closed_in_Development_if_other_machines_are_to_reach_it(string setting, string value)
    {
        await using var app = Build("Development", "http://127.0.0.1:0", "auto", (setting, value));
        app.UseAccess(canAuthenticate: true, "CV_SERVICE_KEY");
        Assert.False(app.Services.GetRequiredService<AccessState>().IsOpen);
    }

    [Theory]
    [InlineData("auto", "127.0.0.1", true)]
    [InlineData("auto", "::1", true)]
    [InlineData("auto", "::ffff:127.0.0.1", true)]
    [InlineData("auto", "203.0.113.7", false)]
    [InlineData("off", "203.0.113.7", true)]
    public async Task An_open_service_in_Development_accepts_clients_of_this_machine_only(string mode, string client, bool accepts)
    {
        await using var app = Build("Development", "http://127.0.0.1:0", mode);
        app.UseAccess(canAuthenticate: true, "CV_SERVICE_KEY");
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(client) } };
        Assert.Equal(accepts, app.Services.GetRequiredService<AccessState>().Accepts(context));
    }

    [Theory]
    [InlineData("Forwarded", "for=203.0.113.7")]
    [InlineData("X-Real-IP", "203.0.113.7")]
    [InlineData("CF-Connecting-IP", "203.0.113.7")]
    [InlineData("X-Forwarded-For", "unknown")]
    public async Task A_proxy_that_does_not_state_a_local_client_opens_nothing(string header, string value)
    {
        await using var app = Build("Development", "http://127.0.0.1:0", "auto");
        app.UseAccess(canAuthenticate: true, "CV_SERVICE_KEY");
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Loopback } };
        context.Request.Headers[header] = value;
        Assert.False(app.Services.GetRequiredService<AccessState>().Accepts(context));
    }

    [Theory]
    [InlineData("Production", "http://127.0.0.1:0", "auto")]
    [InlineData("Development", "http://0.0.0.0:5000", "auto")]
    [InlineData("Development", "http://127.0.0.1:0", "on")]
    public async Task Refuses_to_start_closed_without_an_identity_and_names_the_settings(string environment, string urls, string mode)
    {
        await using var app = Build(environment, urls, mode);
        var refusal = Assert.Throws<ConfigurationException>(() => app.UseAccess(canAuthenticate: false, "CV_SERVICE_KEY"));
        Assert.Contains("CV_SERVICE_KEY", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("CV_AUTH=off", refusal.Message, StringComparison.Ordinal);
    }

    private static WebApplication Build(string environment, string urls, string mode, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(urls);
        builder.Configuration["CV_AUTH"] = mode;
        foreach (var (key, value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.AddServiceDefaults("test");
        builder.AddAccess("None").AddScheme<AuthenticationSchemeOptions, NoHandler>("None", null);
        return builder.Build();
    }

    private sealed class NoHandler(
        Microsoft.Extensions.Options.IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, System.Text.Encodings.Web.UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.NoResult());
    }
}
