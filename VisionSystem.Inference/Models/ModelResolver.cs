using System.Collections.Concurrent;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Models;

/// <summary>
/// Finds the model for a task: the one that is named, else the default one, else the only one of the repository that does
/// it.
/// </summary>
internal sealed class ModelResolver(ModelRepository models)
{
    // What files turned out to be, so that looking for a task does not load the whole folder every time.
    private readonly ConcurrentDictionary<string, ModelTask?> _known = new(StringComparer.Ordinal);

    /// <exception cref="ModelException">There is none, it cannot be used, or it does something else; with what there is.</exception>
    public async ValueTask<ModelLease> GetAsync(string? name, ModelTask task, CancellationToken cancellationToken)
    {
        var lease = await models.GetAsync(name, cancellationToken);
        if (lease.Model.Head.Task.Serves(task))
        {
            return lease;
        }

        var wrong = lease.Model.Description;
        lease.Dispose();
        var able = await AbleAsync(task, cancellationToken);
        if (name is null && able is [var only])
        {
            var other = await models.GetAsync(only, cancellationToken);
            if (other.Model.Head.Task.Serves(task))
            {
                return other;
            }

            other.Dispose();
        }

        var which = name is null ? "The default model" : "Model";
        var help = able.Count == 0
            ? $"No model of the repository does '{task.Name()}'."
            : $"Name one that does: {string.Join(", ", able.Take(20).Select(other => $"model={other}"))}.";
        throw new ModelException(ModelFault.TaskMismatch, $"{which} '{wrong.Name}' does '{wrong.Task}', not '{task.Name()}'. {help}");
    }

    /// <summary>Names of the models that do it, in order; those not looked at yet are loaded.</summary>
    private async Task<List<string>> AbleAsync(ModelTask task, CancellationToken cancellationToken)
    {
        var able = new List<string>();
        foreach (var state in models.States())
        {
            if ((state.Opened?.Model.Head.Task ?? await TaskOfAsync(state.Name, cancellationToken)) is { } known && known.Serves(task))
            {
                able.Add(state.Name);
            }
        }

        return able;
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
            // Not remembered: the repository knows that it failed, and tries it again when the file changes.
            return null;
        }
    }
}
