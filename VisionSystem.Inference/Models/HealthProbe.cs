using VisionSystem.Inference.Scheduling;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Models;

/// <summary>Probes served models through their queue, like any image, and stores the verdict in their health.</summary>
internal sealed class HealthProbe(InferencePipeline pipeline, ILogger<HealthProbe> logger)
{
    /// <summary>Probes one model. A full queue or a shutdown leaves the health unchanged.</summary>
    public async Task RunAsync(ServedModel model, CancellationToken cancellationToken)
    {
        if (await ModelProbe.VerdictAsync(model.Description, pipeline.Over(model), cancellationToken) is not { } verdict)
        {
            return;
        }

        if (verdict.Length == 0)
        {
            model.Health.Proven();
        }
        else
        {
            Log.ProbeFailed(logger, model.Description.Name, verdict);
            model.Health.FoundBlind(verdict);
        }
    }
}
