using System.Collections.Concurrent;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Models;

/// <summary>
/// Finds the model for a task: the named one, otherwise the default one, otherwise the only model of the repository that supports
/// the task.
/// </summary>
internal sealed class ModelResolver(ModelRepository models)
{
    // Tasks of models loaded before, so that a search does not load the complete folder every time.
    private readonly ConcurrentDictionary<string, ModelTask?> _known = new(StringComparer.Ordinal);

    /// <exception cref="ModelException">The model does not exist, cannot be used, or does not support the task; the message lists alternatives.</exception>
    public async ValueTask<ModelLease> GetAsync(string? name, ModelTask task, CancellationToken cancellationToken)
    {
        var lease = await models.GetAsync(name, cancellationToken);
        if (lease.Model.Head.Task.Serves(task))
        {
            return lease;
        }

        var wrong = lease.Model.Description;
        lease.Dispose();
        var capable = await FindCapableAsync(task, cancellationToken);
        if (name is null && capable is [var only])
        {
            var other = await models.GetAsync(only, cancellationToken);
            if (other.Model.Head.Task.Serves(task))
            {
                return other;
            }

            other.Dispose();
        }

        var subject = name is null ? "The default model" : "Model";
        var help = capable.Count == 0
            ? $"No model in the repository supports '{task.Name()}'."
            : $"Name one of these: {string.Join(", ", capable.Take(20).Select(other => $"model={other}"))}.";
        throw new ModelException(ModelFault.TaskMismatch, $"{subject} '{wrong.Name}' performs '{wrong.Task}', not '{task.Name()}'. {help}");
    }

    /// <summary>Names of the models that support a task, in order; loads models whose task is unknown.</summary>
    private async Task<List<string>> FindCapableAsync(ModelTask task, CancellationToken cancellationToken)
    {
        var capable = new List<string>();
        foreach (var state in models.States())
        {
            if ((state.Opened?.Model.Head.Task ?? await TaskOfAsync(state.Name, cancellationToken)) is { } known && known.Serves(task))
            {
                capable.Add(state.Name);
            }
        }

        return capable;
    }

    private async ValueTask<ModelTask?> TaskOfAsync(string name, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(name, out var known))
        {
            return known;
        }

        try
        {
            using var lease = await models.GetAsync(name, cancellationToken);
            return _known[name] = lease.Model.Head.Task;
        }
        catch (ModelException)
        {
            // Not stored: the repository records the failure and retries when the file changes.
            return null;
        }
    }
}
