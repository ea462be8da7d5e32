using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Problems;

/// <summary>
/// Answers a problem as <c>application/problem+json</c>, counts it in <c>cv_problems_total</c> and logs one line.
/// </summary>
/// <param name="Kind">Which problem.</param>
/// <param name="Detail">What is wrong this time; shown to the client.</param>
/// <param name="Errors">For validation: parameter names and what is wrong with each.</param>
/// <param name="RetryAfter">When to try again.</param>
public sealed record ProblemResult(
    ProblemKind Kind,
    string Detail,
    IReadOnlyDictionary<string, string[]>? Errors = null,
    TimeSpan? RetryAfter = null) : IResult, IStatusCodeHttpResult
{
    /// <summary>What was thrown; for the log only.</summary>
    internal Exception? Cause { get; init; }

    int? IStatusCodeHttpResult.StatusCode => Kind.Status;

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

    /// <summary>What went wrong where nobody expected it; the cause goes to the log alone.</summary>
    public static ProblemResult Unexpected(Exception cause) => StatusProblems.Internal() with { Cause = cause };

    /// <summary>
    /// Writes the problem's members as part of a larger answer; counted and logged like one that is an answer of its own.
    /// </summary>
    public void WriteMembers(Utf8JsonWriter json, HttpContext httpContext)
    {
        Observe(httpContext);
        ProblemWriter.WriteMembers(json, this, TraceIds.Of(httpContext));
    }

    private void Observe(HttpContext httpContext)
    {
        DefaultsTelemetry.Problems.Add(1, new("problem", Kind.Slug), new("status", Kind.Status));
        var log = httpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("VisionSystem.Problems");
        var level = Cause is not null ? LogLevel.Error : Kind.Status >= 500 ? LogLevel.Warning : LogLevel.Information;
        Log.Problem(log, level, Cause, Kind.Slug, Kind.Status, httpContext.Request.Method, httpContext.Request.Path, Detail);
    }
}
