using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.Inference.Requests;
using VisionSystem.ServiceDefaults.Idempotency;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Idempotency;

/// <summary>
/// Answers a request that names an <c>Idempotency-Key</c> once, and gives the same answer to each one that comes again. What
/// fails is not kept: it may be tried again at once.
/// </summary>
internal sealed class IdempotencyFilter(IdempotencyKeys keys, IdempotencyOptions options)
{
    /// <summary>How much longer than its deadline a request is waited for that does not come to its end, as when its process was killed.</summary>
    private static readonly TimeSpan Allowance = TimeSpan.FromSeconds(30);

    /// <param name="context">The request.</param>
    /// <param name="upload">What it carries.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="answer">Answers it.</param>
    public async Task<IResult> AnswerAsync(HttpContext context, ImageUpload upload, TimeSpan timeout, Func<Task<IResult>> answer)
    {
        if (IdempotencyHeader.Read(context.Request, out var unusable) is not { } key)
        {
            return unusable ?? await answer();
        }

        var fingerprint = RequestFingerprint.Of(context.Request, upload);
        var name = $"{context.User.Tenant()}:{key}";
        var claim = await keys.ClaimAsync(name, fingerprint, timeout + Allowance);
        return claim.Status switch
        {
            IdempotencyStatus.Done => StoredResponse.Read(claim.Answer!),
            IdempotencyStatus.Running => InferenceProblems.IdempotencyRunning.Result(
                $"A request with this {IdempotencyHeader.Name} is being answered just now.", retryAfter: TimeSpan.FromSeconds(1)),
            IdempotencyStatus.Mismatch => InferenceProblems.IdempotencyMismatch.Result(
                $"This {IdempotencyHeader.Name} came with another photo or other parameters before; a new request needs a new key."),
            _ => await AnswerAsync(context, name, fingerprint, claim, answer),
        };
    }

    private async Task<IResult> AnswerAsync(HttpContext context, string name, byte[] fingerprint, IdempotencyClaim claim, Func<Task<IResult>> answer)
    {
        StoredResponse? stored = null;
        try
        {
            var result = await answer();
            if (result is ProblemResult or BatchResponse { IsAnswered: false })
            {
                return result;
            }

            return stored = await StoredResponse.CaptureAsync(result, context);
        }
        finally
        {
            await (stored is null
                ? keys.ReleaseAsync(name, fingerprint, claim)
                : keys.CompleteAsync(name, fingerprint, claim, stored.Write(), options.KeepFor));
        }
    }
}
