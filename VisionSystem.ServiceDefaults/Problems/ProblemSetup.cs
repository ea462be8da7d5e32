using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace VisionSystem.ServiceDefaults.Problems;

/// <summary>
/// Turns what goes wrong outside the handlers into problem+json: unhandled exceptions, requests that cannot be read, and
/// responses of 400 and above that have no body.
/// </summary>
internal static class ProblemSetup
{
    public static void AddProblems(this WebApplicationBuilder builder)
    {
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<ProblemExceptionHandler>();

        // Tells what the parameter binding could not read, so that the response can say it.
        builder.Services.Configure<RouteHandlerOptions>(static options => options.ThrowOnBadRequest = true);

        // What comes too late for a response is logged by the server.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.Critical);
    }

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages(static bare =>
            bare.HttpContext.Response.StatusCode == StatusCodes.Status499ClientClosedRequest
                ? Task.CompletedTask
                : StatusProblems.Problem(bare.HttpContext).ExecuteAsync(bare.HttpContext));
    }
}
