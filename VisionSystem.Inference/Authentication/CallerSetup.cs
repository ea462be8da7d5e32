using Microsoft.AspNetCore.Authentication;
using VisionSystem.Inference.Recording;
using VisionSystem.ServiceDefaults.Audit;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Inference.Authentication;

/// <summary>How callers of the public API are authenticated.</summary>
internal static class CallerSetup
{
    private const string Settings = "CV_SERVICE_KEY (API keys, stored by logging-service), CV_ADMIN_API_KEY, or CV_JWT_SECRET_KEY or CV_JWT_AUTHORITY (tokens)";

    public static void AddCallers(this WebApplicationBuilder builder)
    {
        builder.AddValidatedOptions<AdminOptions>(AdminOptions.Section);
        builder.AddValidatedOptions<JwtOptions>(JwtOptions.Section);
        builder.Services.AddHttpClient(KeyDirectory.Client, static http => http.Timeout = TimeSpan.FromSeconds(10)).AuthenticatesItself().ConfigureForLoggingService();
        builder.Services.AddHttpClient(AuditDelivery.Client, static http => http.Timeout = TimeSpan.FromSeconds(10)).AuthenticatesItself().ConfigureForLoggingService();
        builder.AddAudit<AuditDelivery>();
        builder.Services.AddSingleton<AdministratorKey>();
        builder.Services.AddSingleton<KeyDirectory>().AddHostedService(static services => services.GetRequiredService<KeyDirectory>());
        builder.Services.AddSingleton<ITenantStates>(static services => services.GetRequiredService<KeyDirectory>());

        // One line for each rejected request would be a flood; FailedLoginReports counts them.
        builder.Logging.AddFilter(typeof(CredentialHandler).FullName, LogLevel.Warning);
        var authentication = builder.AddAccess(SessionSetup.Scheme);
        authentication.AddScheme<AuthenticationSchemeOptions, CredentialHandler>(CredentialHandler.Scheme, null);
        authentication.AddJwt();
        builder.AddSessions(authentication);
    }

    public static void UseCallers(this WebApplication app)
    {
        var services = app.Services;
        var canAuthenticate = services.GetRequiredService<ServiceTokens>().IsConfigured
            || services.GetRequiredService<AdministratorKey>().IsConfigured
            || services.GetRequiredService<JwtOptions>().IsConfigured;
        app.UseAudit();
        app.UseAccess(canAuthenticate, Settings);
        app.UseMiddleware<SessionGuard>();
    }
}
