using VisionSystem.ServiceDefaults.Http;

namespace VisionSystem.Inference;

/// <summary>The pages of the service: the console at <c>/</c>, Swagger UI at <c>/docs</c>.</summary>
internal static class ConsolePages
{
    /// <summary>Scripts and styles only from files of this service, no markup from strings, and no submission of forms, which the script handles.</summary>
    private const string ConsolePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

    /// <summary>Swagger UI creates style elements and sets markup from strings, so that inline styles are allowed and trusted types are not required.</summary>
    private const string DocumentationPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string Documentation = "docs";

    public static void UsePages(this WebApplication app)
    {
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = static file => SecurityHeaders.SetPage(file.Context.Response.Headers, ConsolePolicy) });
        app.UseWhen(static context => context.Request.Path.StartsWithSegments("/" + Documentation), static pages => pages.Use(static (context, next) =>
        {
            SecurityHeaders.SetPage(context.Response.Headers, DocumentationPolicy);
            return next(context);
        }));
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = Documentation;
            page.SwaggerEndpoint("../openapi/v1.json", "VisionSystem");
        });
    }
}
