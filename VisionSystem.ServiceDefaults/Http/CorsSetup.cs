using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Http;

/// <summary>Allows cross-origin requests from the configured origins.</summary>
internal static class CorsSetup
{
    /// <summary>The response headers that pages may read besides the CORS-safelisted ones (Content-Type, Content-Length, Cache-Control, Last-Modified …).</summary>
    private static readonly string[] ReadableHeaders =
    [
        TraceIds.Header, "X-Prediction-Id", "X-Cache", "X-Warnings", "Idempotency-Replayed", "RateLimit", "RateLimit-Policy",
        HeaderNames.RetryAfter, HeaderNames.Location, HeaderNames.ETag, HeaderNames.ContentDisposition, HeaderNames.ContentRange, HeaderNames.AcceptRanges, HeaderNames.Allow,
    ];

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

        app.UseMiddleware<OriginMiddleware>();
    }

    private static void AllowOrigins(CorsOptions cors, HttpOptions http)
    {
        if (http.AllowedOrigins is { } origins)
        {
            // Never with credentials: cookies belong to the service's own pages, others send a key in a header.
            cors.AddDefaultPolicy(policy => policy
                .WithOrigins([.. origins.Items.Select(origin => origin.TrimEnd('/'))])
                .AllowAnyHeader()
                .AllowAnyMethod()
                .WithExposedHeaders(ReadableHeaders));
        }
    }
}
