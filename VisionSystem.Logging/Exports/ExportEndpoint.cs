using System.Globalization;
using Microsoft.Net.Http.Headers;
using VisionSystem.Logging.Apis;
using VisionSystem.Logging.Predictions.Finding;
using VisionSystem.Logging.Tenants;

namespace VisionSystem.Logging.Exports;

/// <summary>
/// <c>GET /v1/predictions/export</c>: what a search finds as a file. An export that fails half-way is cut off, so that no
/// client takes a part for the whole.
/// </summary>
internal static class ExportEndpoint
{
    public static async Task<IResult> HandleAsync(
        RequestTenant tenant, HttpContext context, Exporter exporter, ExportOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var order = Parse(tenant.Name, context.Request.Query, errors);
        if (order is null)
        {
            return errors.ToResult();
        }
        order = order with { PhotoBase = options.PhotoBase ?? $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}" };
        await using var export = await exporter.BeginAsync(order, _ => { }, cancellationToken);
        if (export is null)
        {
            return LoggingProblems.NothingDetected.Result("The search finds no detection, and COCO results cannot be empty; format=coco has the photos.");
        }
        var response = context.Response;
        response.ContentType = order.Format.MediaType;
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment")
        {
            FileName = string.Create(CultureInfo.InvariantCulture, $"predictions-{time.GetUtcNow():yyyyMMdd-HHmmss}{order.Format.Extension}"),
        }.ToString();
        response.Headers.CacheControl = "no-store";
        await response.StartAsync(cancellationToken);
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return Results.Empty;
        }

        try
        {
            await export.WriteAsync(response.BodyWriter, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.CutOff(loggers.CreateLogger(nameof(ExportEndpoint)), exception, tenant.Name, order.Format.Name);
            context.Abort();
        }
        return Results.Empty;
    }

    /// <summary>Reads the query string; null where something in it is wrong.</summary>
    public static ExportOrder? Parse(string tenant, IQueryCollection parameters, FieldErrors errors)
    {
        var query = new QueryReader(parameters, errors);
        var format = query.Choice("format", ExportFormat.Names);
        errors.Require(format is not null || parameters.ContainsKey("format"), "format", $"one of {string.Join(", ", ExportFormat.Names)} is expected, once");
        var scores = query.Choice("scores", "true", "false");
        errors.Require(scores is null || format is null or "yolo", "scores", "only format=yolo has lines with and without");
        var mark = query.Choice("bom", "true", "false");
        errors.Require(mark is null || format is null or "csv", "bom", "only format=csv begins with a byte-order mark");
        var filter = FilterParameters.Read(query, errors);
        query.RefuseOthers();
        return errors.Any ? null : new ExportOrder(tenant, filter, ExportFormat.Of(format!)) { Scores = scores == "true", ByteOrderMark = mark == "true" };
    }
}
