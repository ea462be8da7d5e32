using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using VisionSystem.Contracts;
using VisionSystem.Logging.Diagnostics;
using VisionSystem.Logging.Requests;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Exports;

/// <summary><c>GET /v1/predictions/export</c>: what a search finds as a file.</summary>
internal static class ExportEndpoint
{
    public static void MapExports(this WebApplication app)
    {
        var group = app.MapPublicGroup("/v1/predictions", "Predictions", Scope.Export);
        group.MapGet("/export", HandleAsync)
            .WithName("ExportPredictions")
            .WithSummary("What a search finds as a file; what a person said wins over what the model did")
            .Produces(StatusCodes.Status200OK, contentType: "application/json", additionalContentTypes: ["application/zip", "text/csv", "application/jsonl"])
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    public static async Task<Results<ExportFile, ProblemResult>> HandleAsync(
        RequestTenant tenant, Query<ExportOrder> query, HttpRequest request, Exporter exporter, ExportOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var order = query.Value with { Tenant = tenant.Name, ImageBase = options.ImageBase ?? $"{request.Scheme}://{request.Host}{request.PathBase}" };
        return await exporter.BeginAsync(order, _ => { }, cancellationToken) is { } export
            ? new ExportFile(export, order, time.GetUtcNow(), loggers.CreateLogger(nameof(ExportEndpoint)))
            : LoggingProblems.NothingDetected.Result("The search finds no detection, and COCO results cannot be empty; format=coco has the photos.");
    }
}

/// <summary>An export as a response. One that fails half-way is cut off, so that no client takes a part for the whole.</summary>
internal sealed class ExportFile(OpenedExport export, ExportOrder order, DateTimeOffset begunAt, ILogger logger) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var begun = export;
        var response = httpContext.Response;
        response.ContentType = order.Format.MediaType;
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment")
        {
            FileName = string.Create(CultureInfo.InvariantCulture, $"predictions-{begunAt:yyyyMMdd-HHmmss}{order.Format.Extension}"),
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
            Log.ExportCutOff(logger, exception, order.Tenant, order.Format.Name);
            httpContext.Abort();
        }
    }
}
