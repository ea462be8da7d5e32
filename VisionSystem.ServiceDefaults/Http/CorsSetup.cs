using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Http;

/// <summary>Cross-origin calls, for the origins that operators name.</summary>
internal static class CorsSetup
{
    private static readonly string[] ReadableHeaders = [TraceIds.Header, "Retry-After", "Location"];

    public static void AddAllowedOrigins(this WebApplicationBuilder builder)
    {
        builder.AddValidatedOptions<HttpOptions>(HttpOptions.Section);
        builder.Services.AddCors();
        builder.Services.AddOptions<CorsOptions>().Configure<HttpOptions>(AllowOrigins);
    }

    public static void UseAllowedOrigins(this WebApplication app)
    {
        if (app.Services.GetRequiredService<HttpOptions>().AllowedOrigins is not null)
        {
            app.UseCors();
        }
    }

    private static void AllowOrigins(CorsOptions cors, HttpOptions http)
    {
        if (http.AllowedOrigins is { } origins)
        {
            cors.AddDefaultPolicy(policy => policy
                .WithOrigins([.. origins.Items.Select(origin => origin.TrimEnd('/'))])
                .AllowAnyHeader()
                .AllowAnyMethod()
                .WithExposedHeaders(ReadableHeaders));
        }
    }
}
