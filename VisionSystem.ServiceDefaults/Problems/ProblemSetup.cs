using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace VisionSystem.ServiceDefaults.Problems;

/// <summary>
/// Converts failures outside the handlers to problem responses: unhandled exceptions, unreadable requests, and responses with a
/// status of 400 and above without a body.
/// </summary>
internal static class ProblemSetup
{
    public static void AddProblems(this WebApplicationBuilder builder)
    {
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<ProblemExceptionHandler>();

        // The exception has the parameter that could not be bound, which the response reports.
        builder.Services.Configure<RouteHandlerOptions>(static options => options.ThrowOnBadRequest = true);

        // The server logs exceptions after the response has started.
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
