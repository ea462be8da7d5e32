using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using VisionSystem.Contracts;
using VisionSystem.Logging.Diagnostics;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Requests;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Reviews;

/// <summary>
/// <c>PUT</c> and <c>GET /v1/predictions/{id}/review</c>: the reviews of a prediction. The newest review applies, older reviews
/// remain stored, and repeating a review changes nothing.
/// </summary>
internal static class ReviewEndpoint
{
    public static async Task<Results<Ok<Review>, ProblemResult>> PutAsync(
        RequestTenant tenant, string id, HttpRequest request, IPredictionStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
        {
            return Problems.UnsupportedMediaType.Result("The content type of a review must be application/json.");
        }

        if (await FindAsync(tenant, id, store, cancellationToken) is not { } prediction)
        {
            return NotFound();
        }

        var errors = new FieldErrors();
        var draft = await ReviewBody.ReadAsync(request.Body, errors, cancellationToken);
        if (draft is not null)
        {
            ReviewRules.Check(draft, prediction, errors);
        }

        if (errors.Any)
        {
            return Problems.InvalidParameters.Result("The review is invalid. Correct the fields listed in errors.", errors.ToDictionary());
        }

        if (prediction.Review is { } newest && IsSame(newest, draft!))
        {
            return TypedResults.Ok(newest);
        }

        var review = ReviewOf(draft!, time.GetUtcNow());
        if (!await store.AddReviewAsync(tenant.Name, prediction.Id, review, cancellationToken))
        {
            return NotFound();
        }

        LoggingTelemetry.Reviews.Add(1, new KeyValuePair<string, object?>("verdict", review.Verdict));
        return TypedResults.Ok(review);
    }

    public static async Task<Results<Ok<ReviewHistory>, ProblemResult>> GetAsync(
        RequestTenant tenant, string id, IPredictionStore store, CancellationToken cancellationToken) =>
        await FindAsync(tenant, id, store, cancellationToken) is { } prediction
            ? TypedResults.Ok(new ReviewHistory([.. (await store.ListReviewsAsync(tenant.Name, prediction.Id, cancellationToken)).Reverse()]))
            : NotFound();

    private static async Task<Prediction?> FindAsync(RequestTenant tenant, string id, IPredictionStore store, CancellationToken cancellationToken) =>
        Guid.TryParseExact(id, "D", out var guid) ? await store.FindAsync(tenant.Name, guid, cancellationToken) : null;

    private static ProblemResult NotFound() => Problems.NotFound.Result("No prediction has this id.");

    private static Review ReviewOf(ReviewDraft draft, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        ReviewedAt = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)),
        Verdict = draft.Verdict,
        Boxes = draft.Boxes,
        Missed = draft.Missed,
        Reviewer = draft.Reviewer,
        Note = draft.Note,
    };

    private static bool IsSame(Review review, ReviewDraft draft) =>
        Text(review).AsSpan().SequenceEqual(Text(ReviewOf(draft, review.ReviewedAt) with { Id = review.Id }));

    private static byte[] Text(Review review) => JsonSerializer.SerializeToUtf8Bytes(review, WireJson.Default.Review);
}
