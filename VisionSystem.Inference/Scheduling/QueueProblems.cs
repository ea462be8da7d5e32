using System.Globalization;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// What load does to an image, in words, with the time after which it is worth another try. A longer <c>timeout_ms</c> is
/// advised only where time was the reason and more of it can be had.
/// </summary>
internal static class QueueProblems
{
    /// <summary>An image that was not taken on.</summary>
    public static ProblemResult Refused(ServedModel model, AdmissionVerdict verdict, Deadline deadline)
    {
        var (queue, name) = (model.Queue, model.Description.Name);
        var wait = queue.Wait(queue.Waiting);
        return verdict == AdmissionVerdict.QueueFull
            ? InferenceProblems.QueueFull.Result($"{queue.Limits.Capacity} photos run or wait for model '{name}', which is as many as may. Try again later.", retryAfter: wait)
            : deadline.Left <= TimeSpan.Zero ? Late(model, deadline)
            : InferenceProblems.DeadlineUnreachable.Result(string.Create(
                CultureInfo.InvariantCulture,
                $"{queue.Waiting} photos wait for model '{name}', about {wait.TotalSeconds:0.#} s; this one would not run in its {deadline.Timeout.TotalSeconds:0.###} s. {Advice(deadline, wait)}"),
                retryAfter: wait);
    }

    /// <summary>An image whose time was over, or could not be met any more, before its run.</summary>
    public static ProblemResult Late(ServedModel model, Deadline deadline)
    {
        var wait = model.Queue.Wait(model.Queue.Waiting);
        return InferenceProblems.DeadlineUnreachable.Result(
            $"The photo's time was over before its run by model '{model.Description.Name}'. {Advice(deadline, wait)}", retryAfter: wait);
    }

    /// <summary>An image whose time was over before what was found was drawn on it.</summary>
    public static ProblemResult DrawnLate(ServedModel model) => InferenceProblems.DeadlineUnreachable.Result(
        "The photo's time was over before its boxes were drawn. Send a longer timeout_ms, ask for format=json, or try again.", retryAfter: model.Queue.Wait(model.Queue.Waiting));

    /// <summary>An image whose model was not loaded in its time; the load goes on.</summary>
    public static ProblemResult ModelLate(string? model, Deadline deadline) => InferenceProblems.DeadlineUnreachable.Result(
        $"{(model is null ? "The default model" : $"Model '{model}'")} is still being loaded. {Advice(deadline, deadline.Timeout)}", retryAfter: TimeSpan.FromSeconds(1));

    private static string Advice(Deadline deadline, TimeSpan needed) =>
        Math.Max(deadline.Timeout.TotalMilliseconds, needed.TotalMilliseconds) < BatchingOptions.LongestDeadlineMs
            ? "Try again later, or send a longer timeout_ms." : "Try again later.";
}
