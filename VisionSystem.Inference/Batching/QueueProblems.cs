using VisionSystem.Inference.Models;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Batching;

/// <summary>What load does to a photo, in words, with the time after which it is worth another try.</summary>
internal static class QueueProblems
{
    /// <summary>A photo that was not taken on.</summary>
    public static ProblemResult Refused(LoadedModel model, AdmissionVerdict verdict)
    {
        var (queue, name) = (model.Queue, model.Description.Name);
        return verdict == AdmissionVerdict.QueueFull
            ? InferenceProblems.QueueFull.Result($"{queue.Limits.Capacity} photos run or wait for model '{name}', which is as many as may.", retryAfter: queue.Wait(queue.Waiting))
            : InferenceProblems.DeadlineUnreachable.Result(
                $"{queue.Waiting} photos wait for model '{name}'; this one would not run in time. Send a longer timeout_ms, or try again.", retryAfter: queue.Wait(queue.Waiting));
    }

    /// <summary>A photo whose time was over, or could not be met any more, before its run.</summary>
    public static ProblemResult Late(LoadedModel model) => InferenceProblems.DeadlineUnreachable.Result(
        $"The photo's time was over before its run by model '{model.Description.Name}'. Send a longer timeout_ms, or try again.", retryAfter: model.Queue.Wait(model.Queue.Waiting));

    /// <summary>A photo whose time was over before what was found was drawn on it.</summary>
    public static ProblemResult DrawnLate(LoadedModel model) => InferenceProblems.DeadlineUnreachable.Result(
        "The photo's time was over before its boxes were drawn. Send a longer timeout_ms, ask for format=json, or try again.", retryAfter: model.Queue.Wait(model.Queue.Waiting));

    /// <summary>A photo whose model was not loaded in its time; the load goes on.</summary>
    public static ProblemResult ModelLate(string? model) => InferenceProblems.DeadlineUnreachable.Result(
        $"{(model is null ? "The default model" : $"Model '{model}'")} is still being loaded. Send a longer timeout_ms, or try again.", retryAfter: TimeSpan.FromSeconds(1));
}
