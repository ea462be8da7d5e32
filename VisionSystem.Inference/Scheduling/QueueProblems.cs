using System.Globalization;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// The problems of an overloaded model, each with the time after which a retry can succeed. They advise a longer
/// <c>timeout_ms</c> only if time was the reason and a longer timeout is allowed.
/// </summary>
internal static class QueueProblems
{
    /// <summary>The problem of an image that the queue did not admit.</summary>
    public static ProblemResult Refused(ServedModel model, Admission admission, Deadline deadline)
    {
        var (queue, name) = (model.Queue, model.Description.Name);
        var wait = queue.EstimateWait(admission.Ahead);
        return admission.Verdict == AdmissionVerdict.QueueFull
            ? InferenceProblems.QueueFull.Result($"The queue of model '{name}' is full: {queue.Limits.Capacity} images run or wait. Try again later.", retryAfter: wait)
            : deadline.Left <= TimeSpan.Zero ? DeadlinePassed(model, deadline)
            : InferenceProblems.DeadlineUnreachable.Result(string.Create(
                CultureInfo.InvariantCulture,
                $"{queue.Waiting} images wait for model '{name}', for about {wait.TotalSeconds:0.#} s. This image cannot run within its {deadline.Timeout.TotalSeconds:0.###} s. {Advice(deadline, wait)}"),
                retryAfter: wait);
    }

    /// <summary>The problem of an image whose deadline passed, or could no longer be met, before its run.</summary>
    public static ProblemResult DeadlinePassed(ServedModel model, Deadline deadline)
    {
        var wait = model.Queue.EstimateWait(model.Queue.Waiting);
        return InferenceProblems.DeadlineUnreachable.Result(
            $"The deadline of the image passed before its run by model '{model.Description.Name}'. {Advice(deadline, wait)}", retryAfter: wait);
    }

    /// <summary>The problem of an image whose deadline passed before the detections were drawn.</summary>
    public static ProblemResult NotDrawnInTime(ServedModel model) => InferenceProblems.DeadlineUnreachable.Result(
        "The deadline of the image passed before the detections were drawn. Send a longer timeout_ms, use format=json, or try again.", retryAfter: model.Queue.EstimateWait(model.Queue.Waiting));

    /// <summary>The problem of an image whose deadline passed while its model was loaded. The load continues.</summary>
    public static ProblemResult ModelNotLoadedInTime(string? model, Deadline deadline) => InferenceProblems.DeadlineUnreachable.Result(
        $"{(model is null ? "The default model" : $"Model '{model}'")} is still being loaded. {Advice(deadline, deadline.Timeout)}", retryAfter: TimeSpan.FromSeconds(1));

    private static string Advice(Deadline deadline, TimeSpan needed) =>
        Math.Max(deadline.Timeout.TotalMilliseconds, needed.TotalMilliseconds) < BatchingOptions.LongestDeadlineMs
            ? "Try again later, or send a longer timeout_ms." : "Try again later.";
}
