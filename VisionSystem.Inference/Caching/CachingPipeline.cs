using VisionSystem.Contracts;
using VisionSystem.Inference.Models;
using VisionSystem.Inference.Scheduling;
using VisionSystem.Vision.Decoders;

namespace VisionSystem.Inference.Caching;

/// <summary>The pipeline with the result cache before it.</summary>
internal sealed class CachingPipeline(InferencePipeline pipeline, ResultCache cache, AnnotationRenderer drawer, TimeProvider time)
{
    /// <summary>Answers from the cache, else by the model.</summary>
    /// <param name="image">The bytes and their hash.</param>
    /// <param name="lease">The model, which stays loaded meanwhile.</param>
    /// <param name="parameters">What is asked.</param>
    /// <param name="key">The answer's name; null to leave the cache alone.</param>
    /// <param name="deadline">Until when it is of use.</param>
    /// <returns>The outcome, and whether it came from the cache; null where that was not asked.</returns>
    public async ValueTask<(InferenceOutcome Outcome, bool? Hit)> RunAsync(
        ReadOnlyMemory<byte> image, ModelLease lease, DetectionParameters parameters, string? key, Deadline deadline)
    {
        var start = time.GetTimestamp();
        if (key is not null && await cache.FindAsync(key) is { } found)
        {
            // This request's own times: it decodes and runs nothing, and waits for the cache alone.
            var waited = time.GetElapsedTime(start).TotalMilliseconds;
            var answer = new InferenceResult(found.Header, lease.Model, found.Detections, new Timings(0, 0, waited, 0, 0, waited))
            {
                Classifications = found.Classifications,
                Brightness = found.Brightness,
            };
            var answered = parameters.Drawn ? await drawer.DrawAsync(image, answer, parameters.Conversion, deadline) : answer;
            lease.Ended(answered.Answer is not null);
            return (answered, true);
        }

        var outcome = await pipeline.RunAsync(image, lease.Model, parameters, deadline);
        lease.Ended(outcome.Answer is not null);
        if (key is null)
        {
            return (outcome, null);
        }

        if (outcome.Answer is { } made)
        {
            cache.Set(key, CachedResult.Write(made));
        }

        return (outcome, false);
    }
}
