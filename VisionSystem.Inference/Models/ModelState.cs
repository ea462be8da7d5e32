using VisionSystem.Inference.Scheduling;

namespace VisionSystem.Inference.Models;

/// <summary>A model of the repository as it is now.</summary>
/// <param name="Name"><c>NAME</c> or <c>NAME/VERSION</c>.</param>
/// <param name="State"><c>unloaded</c>, <c>loading</c>, <c>ready</c>, <c>failed</c>, <c>blind</c>, <c>faulted</c> or <c>removed</c>.</param>
/// <param name="Opened">What is loaded, and when.</param>
/// <param name="Error">Why it cannot be used.</param>
/// <param name="PendingError">Why the file that is there now does not serve, while a former one does.</param>
/// <param name="Usage">How much it was used.</param>
internal sealed record ModelState(string Name, string State, OpenedModel? Opened, string? Error, string? PendingError, ModelUsage? Usage)
{
    /// <summary>Whether it answers; null when it is not in memory and nothing is known against it.</summary>
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
            var (state, error) = Judge(model);
            return new ModelState(name, state, entry.Opened, error, entry.PendingError, entry.Usage);
        }

        return new ModelState(name, Absent(entry), null, entry.Failure?.Message, null, entry.Usage);
    }

    private static (string State, string? Error) Judge(ServedModel model) => model.Health switch
    {
        { Blindness: { } blindness } => ("blind", blindness),
        { IsFaulted: true } => ("faulted", $"Model '{model.Description.Name}' failed in the engine on {model.Provider}; it is ready again when a golden probe succeeds."),
        _ => ("ready", null),
    };

    private static string Absent(ModelEntry entry) =>
        entry.Removed is not null ? "removed"
        : entry.Loading.CurrentCount == 0 ? "loading"
        : entry.Failure is not null ? "failed" : "unloaded";
}
