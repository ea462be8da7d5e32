using VisionSystem.Inference.Scheduling;

namespace VisionSystem.Inference.Models;

/// <summary>The current state of a model in the repository.</summary>
/// <param name="Name"><c>NAME</c> or <c>NAME/VERSION</c>.</param>
/// <param name="State"><c>unloaded</c>, <c>loading</c>, <c>ready</c>, <c>failed</c>, <c>blind</c>, <c>faulted</c> or <c>removed</c>.</param>
/// <param name="Opened">The loaded model; null when none is loaded.</param>
/// <param name="Error">The reason why it cannot be used.</param>
/// <param name="PendingError">The reason why the current file does not serve while a previous one does.</param>
/// <param name="Usage">Usage counters; null for a name that was never requested.</param>
internal sealed record ModelState(string Name, string State, OpenedModel? Opened, string? Error, string? PendingError, ModelUsage? Usage)
{
    /// <summary>True if it is ready, false if it failed; null when it is not loaded and has not failed.</summary>
    public bool? IsHealthy => State switch
    {
        "ready" => true,
        "failed" or "blind" or "faulted" => false,
        _ => null,
    };

    public static ModelState Of(string name, ModelEntry? entry)
    {
        if (entry is null)
        {
            return new ModelState(name, "unloaded", null, null, null, null);
        }

        if (entry.Serving is { } model)
        {
            var (state, error) = StateOf(model);
            return new ModelState(name, state, entry.Opened, error, entry.PendingError, entry.Usage);
        }

        return new ModelState(name, StateWithoutModel(entry), null, entry.Failure?.Message, null, entry.Usage);
    }

    private static (string State, string? Error) StateOf(ServedModel model) => model.Health switch
    {
        { Blindness: { } reason } => ("blind", reason),
        { IsFaulted: true } => ("faulted", $"Model '{model.Description.Name}' failed in the engine on {model.Provider}; it is ready again when a golden probe succeeds."),
        _ => ("ready", null),
    };

    private static string StateWithoutModel(ModelEntry entry) =>
        entry.Removed is not null ? "removed"
        : entry.Loading.CurrentCount == 0 ? "loading"
        : entry.Failure is not null ? "failed" : "unloaded";
}
