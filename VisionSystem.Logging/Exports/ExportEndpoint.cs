using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using VisionSystem.Contracts;
using VisionSystem.Logging.Diagnostics;
using VisionSystem.Logging.Requests;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Audit;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Exports;

/// <summary><c>GET /v1/predictions/export</c>: the predictions that match a search, as a file.</summary>
internal static class ExportEndpoint
{
    public static void MapExports(this WebApplication app)
    {
        var group = app.MapPublicGroup("/v1/predictions", "Predictions", Scope.Export);
        group.MapGet("/export", HandleAsync)
            .WithName("ExportPredictions")
            .WithSummary("Export the predictions that match a search as a file; reviews replace detections")
            .Audited("prediction.export", namesQuery: true)
            .Produces(StatusCodes.Status200OK, contentType: "application/json", additionalContentTypes: ["application/zip", "text/csv", "application/jsonl"])
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    public static async Task<Results<ExportFile, ProblemResult>> HandleAsync(
        RequestTenant tenant, Query<ExportRequest> query, HttpRequest http, Exporter exporter, ExportOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var request = query.Value with { Tenant = tenant.Name, ImageBase = options.ImageBase ?? $"{http.Scheme}://{http.Host}{http.PathBase}" };
        return await exporter.BeginAsync(request, _ => { }, cancellationToken) is { } export
            ? new ExportFile(export, request, time.GetUtcNow(), loggers.CreateLogger(nameof(ExportEndpoint)))
            : LoggingProblems.NothingDetected.Result("No prediction that matches the search has a detection, and COCO results must not be empty. Widen the search, or use format=coco to export the images.");
    }
}

/// <summary>An export as a response. A failed export aborts the connection, so that no client accepts a truncated file as complete.</summary>
internal sealed class ExportFile(OpenedExport export, ExportRequest request, DateTimeOffset begunAt, ILogger logger) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var begun = export;
        var response = httpContext.Response;
        response.ContentType = request.Format.MediaType;
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment")
        {
            FileName = string.Create(CultureInfo.InvariantCulture, $"predictions-{begunAt:yyyyMMdd-HHmmss}{request.Format.Extension}"),
        }.ToString();
        response.Headers.CacheControl = "no-store";
        await response.StartAsync(httpContext.RequestAborted);
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            return;
        }

        try
        {
            await begun.WriteAsync(response.BodyWriter, httpContext.RequestAborted);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.ExportCutOff(logger, exception, request.Tenant, request.Format.Name);
            httpContext.Abort();
        }
    }
}

internal static partial class Log
{
    [LoggerMessage(2601, LogLevel.Error, "An export of tenant {Tenant} as {Format} was cut off")]
    public static partial void ExportCutOff(ILogger logger, Exception exception, string tenant, string format);
}
