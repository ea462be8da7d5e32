using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using VisionSystem.Contracts;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.Logging.Diagnostics;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Ingest;

/// <summary><c>POST /v1/predictions/batch</c>: stores a delivery and returns a receipt or a problem.</summary>
internal static class BatchEndpoint
{
    /// <summary>Internal: only inference-service sends deliveries.</summary>
    public static void MapIngest(this WebApplication app) => app.MapPost(PredictionBatch.Path, HandleAsync)
        .RequireScope(Scope.Ingest)
        .AddEndpointFilter<TenantFilter>()
        .WithTags("Deliveries")
        .WithName("DeliverPredictions")
        .WithSummary("Store predictions with their images; a repeated delivery changes nothing")
        .WithMetadata(new RequestSizeLimitAttribute(app.Services.GetRequiredService<StoreOptions>().MaxBatchSize.Bytes))
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    public static async Task<Results<Ok<BatchReceipt>, ProblemResult>> HandleAsync(
        HttpRequest request, BatchIngest ingest, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            return TypedResults.Ok(await ingest.IngestAsync(BatchBody.Open(request), cancellationToken));
        }
        catch (BatchRefusedException refused)
        {
            CountRefused(refused.Kind);
            return refused.ToResult();
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            // The server's own limit; the shared middleware returns the response.
            CountRefused(Problems.BodyTooLarge);
            throw;
        }
        finally
        {
            LoggingTelemetry.BatchDuration.Record(time.GetElapsedTime(started).TotalSeconds);
        }
    }

    private static void CountRefused(ProblemKind kind) => LoggingTelemetry.BatchesRefused.Add(1, new KeyValuePair<string, object?>("problem", kind.Slug));
}
