using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Problems;

/// <summary>
/// Responds with <c>application/problem+json</c>, counts the problem in <c>cv_problems_total</c> and logs one line.
/// </summary>
/// <param name="Kind">The kind of problem.</param>
/// <param name="Detail">The cause and the remedy in this case; visible to the client.</param>
/// <param name="Errors">For validation: the errors of each invalid parameter; otherwise null.</param>
/// <param name="RetryAfter">The time after which to try again, rounded up to whole seconds; null for none.</param>
public sealed record ProblemResult(
    ProblemKind Kind,
    string Detail,
    IReadOnlyDictionary<string, string[]>? Errors = null,
    TimeSpan? RetryAfter = null) : IResult, IStatusCodeHttpResult
{
    /// <summary>The underlying exception, for the log only.</summary>
    internal Exception? Cause { get; init; }

    int? IStatusCodeHttpResult.StatusCode => Kind.Status;

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Kind.Status;
        response.ContentType = "application/problem+json";
        if (RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        Observe(httpContext);
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            return;
        }

        ProblemWriter.Write(response.BodyWriter, this, TraceIds.Of(httpContext));
        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    /// <summary>Creates the response to an unexpected exception, which is only logged.</summary>
    /// <param name="cause">The exception.</param>
    /// <returns>The result: 500 <c>internal</c>.</returns>
    public static ProblemResult Unexpected(Exception cause) => StatusProblems.Internal() with { Cause = cause };

    /// <summary>
    /// Writes the members of the problem into a larger response; it is counted and logged like a response of its own.
    /// </summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="httpContext">The request.</param>
    public void WriteMembers(Utf8JsonWriter json, HttpContext httpContext)
    {
        Observe(httpContext);
        ProblemWriter.WriteMembers(json, this, TraceIds.Of(httpContext));
    }

    private void Observe(HttpContext httpContext)
    {
        DefaultsTelemetry.Problems.Add(1, new("problem", Kind.Slug), new("status", Kind.Status));
        var log = httpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("VisionSystem.Problems");
        // Anybody can send requests without credentials, so their number must not determine that of the lines; FailedLogins counts them.
        var level = Cause is not null ? LogLevel.Error : Kind.Status >= 500 ? LogLevel.Warning : Kind.Status == 401 ? LogLevel.Debug : LogLevel.Information;
        Log.Problem(log, level, Cause, Kind.Slug, Kind.Status, httpContext.Request.Method, httpContext.Request.Path, Detail);
    }
}
