using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.Features;
using VisionSystem.Inference.Authentication;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.Inference.Requests;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.ServiceDefaults.Idempotency;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Idempotency;

/// <summary>
/// Executes a request with an <c>Idempotency-Key</c> once and returns the stored response to each repetition. Failed requests
/// are not stored: they can be retried immediately. Requires the <see cref="DetectRequest"/> of the HTTP request.
/// </summary>
internal sealed class IdempotencyFilter(IdempotencyKeys keys, KeyDirectory tenants, IdempotencyOptions options) : IEndpointFilter
{
    /// <summary>Time beyond the request's deadline after which a claim expires whose process was killed.</summary>
    private static readonly TimeSpan Allowance = TimeSpan.FromSeconds(30);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (IdempotencyHeader.Read(http.Request, out var invalid) is not { } key)
        {
            return invalid ?? await next(context);
        }

        var request = http.Features.GetRequiredFeature<DetectRequest>();
        var fingerprint = RequestFingerprint.Of(http.Request, request.Upload);
        var name = $"{tenants.CacheNameOf(http.User.Tenant()!)}:{key}";
        var claim = await keys.ClaimAsync(name, fingerprint, request.Deadline.Timeout + Allowance);
        return claim.Status switch
        {
            IdempotencyStatus.Done => StoredResponse.Read(claim.Answer!),
            IdempotencyStatus.Running => InferenceProblems.IdempotencyRunning.Result(
                $"A request with this {IdempotencyHeader.Name} is in progress. Repeat the request later to receive its response.", retryAfter: TimeSpan.FromSeconds(1)),
            IdempotencyStatus.Mismatch => InferenceProblems.IdempotencyMismatch.Result(
                $"This {IdempotencyHeader.Name} was used with another image or other parameters. Send a new key with a new request."),
            _ => await ExecuteAsync(context, next, name, fingerprint, claim),
        };
    }

    private async Task<object?> ExecuteAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next, string name, byte[] fingerprint, IdempotencyClaim claim)
    {
        StoredResponse? stored = null;
        try
        {
            var result = await next(context);
            if (result is ProblemResult or BatchResponse { HasResult: false })
            {
                return result;
            }

            return stored = await StoredResponse.CaptureAsync((IResult)result!, context.HttpContext);
        }
        finally
        {
            await (stored is null
                ? keys.ReleaseAsync(name, fingerprint, claim)
                : keys.CompleteAsync(name, fingerprint, claim, stored.Write(), options.KeepFor));
        }
    }
}

/// <summary>Retention of responses to requests with an <c>Idempotency-Key</c> (<c>Vision:Idempotency</c>).</summary>
internal sealed record IdempotencyOptions : IValidatableObject
{
    public const string Section = "Vision:Idempotency";

    /// <summary>Time for which a response is stored (<c>CV_IDEMPOTENCY_TTL</c>).</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromHours(24);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (KeepFor < TimeSpan.FromMinutes(1))
        {
            yield return new("at least one minute, so that clients can retry", [nameof(KeepFor)]);
        }
    }
}
