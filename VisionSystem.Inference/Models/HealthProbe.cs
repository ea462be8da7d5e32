using VisionSystem.Inference.Scheduling;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Models;

/// <summary>Probes served models through their queue, as every image goes, and keeps the verdict in their health.</summary>
internal sealed class HealthProbe(InferencePipeline pipeline, ILogger<HealthProbe> logger)
{
    /// <summary>Probes one model. A full queue or a shutdown leaves its health unchanged.</summary>
    public async Task RunAsync(ServedModel model, CancellationToken cancellationToken)
    {
        if (await ModelProbe.VerdictAsync(model.Description, pipeline.Over(model), cancellationToken) is not { } blindness)
        {
            return;
        }

        if (blindness.Length == 0)
        {
            model.Health.Proven();
        }
        else
        {
            Log.Blind(logger, model.Description.Name, blindness);
            model.Health.FoundBlind(blindness);
        }
    }
}
