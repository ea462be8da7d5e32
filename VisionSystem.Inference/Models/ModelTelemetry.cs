using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.Inference.Scheduling;

namespace VisionSystem.Inference.Models;

/// <summary>The metrics of the model repository.</summary>
internal static class ModelTelemetry
{
    private static readonly Meter Meter = InferenceTelemetry.Meter;
    private static readonly Counter<long> ReloadFailures = Meter.CreateCounter<long>("cv_model_reload_failures", "{load}", "Changed model files that could not replace the serving model");
    private static readonly Counter<long> RunTimeouts = Meter.CreateCounter<long>("cv_run_timeouts", "{run}", "Hung runs that the watchdog terminated");
    private static readonly ConcurrentDictionary<ModelRepository, bool> Repositories = [];

    static ModelTelemetry()
    {
        Meter.CreateObservableGauge("cv_model_healthy", Healthy, description: "1 for a healthy loaded model, 0 for a failed, faulted or degenerate one");
        Meter.CreateObservableGauge("cv_queue_waiting", () => Queues(queue => queue.Waiting), "{image}", "Images being decoded or waiting for a run");
        Meter.CreateObservableGauge("cv_queue_running", () => Queues(queue => queue.Running), "{image}", "Images in runs");
        Meter.CreateObservableGauge("cv_queue_capacity", () => Queues(queue => queue.Limits.Capacity), "{image}", "Maximum of running and waiting images; further ones are rejected");
        Meter.CreateObservableGauge("cv_models_loaded_size", Loaded, "By", "File size of the loaded models");
    }

    public static void Observe(ModelRepository repository) => Repositories[repository] = true;

    public static void Unregister(ModelRepository repository) => Repositories.TryRemove(repository, out _);

    public static void ReloadFailed(string model) => ReloadFailures.Add(1, new KeyValuePair<string, object?>("model", model));

    public static void RunsTimedOut(string model, int count) => RunTimeouts.Add(count, new KeyValuePair<string, object?>("model", model));

    private static IEnumerable<Measurement<int>> Healthy() =>
        from repository in Repositories.Keys
        from entry in repository.Entries
        let healthy = ModelState.Of(entry.Name, entry).IsHealthy
        where healthy is not null
        select new Measurement<int>(healthy.Value ? 1 : 0, new KeyValuePair<string, object?>("model", entry.Name));

    private static IEnumerable<Measurement<int>> Queues(Func<ModelQueue, int> count) =>
        from repository in Repositories.Keys
        from entry in repository.Entries
        let serving = entry.Serving
        where serving is not null
        select new Measurement<int>(count(serving.Queue), new KeyValuePair<string, object?>("model", entry.Name));

    private static long Loaded() =>
        Repositories.Keys.SelectMany(repository => repository.Entries).Sum(entry => entry.Serving is null ? 0 : entry.Opened?.Stamp.Length ?? 0);
}
