using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Models;

/// <summary>
/// Loads the default model at start, beside the server, then those of <c>CV_MODEL_PRELOAD</c>: until the default one is
/// there, <c>/ready</c> says so.
/// </summary>
internal sealed class ModelWarmUp(
    ModelRepository models,
    ModelFiles files,
    ModelOptions options,
    ExecutionOptions execution,
    IHostApplicationLifetime lifetime,
    ILogger<ModelWarmUp> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (await TryLoadAsync(models.DefaultName, stoppingToken) is { Fault: ModelFault.Unusable } failure && execution.UseGpu is true)
        {
            Log.NoGpu(logger, failure.Message);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
            return;
        }

        foreach (var name in options.Preload.Items.SelectMany(name => name == "*" ? files.Names() : [name]).Distinct(StringComparer.Ordinal))
        {
            stoppingToken.ThrowIfCancellationRequested();
            await TryLoadAsync(name, stoppingToken);
        }
    }

    /// <summary>What stood in the way, which is logged and which readiness shows; null when it is loaded.</summary>
    private async Task<ModelException?> TryLoadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            (await models.GetAsync(name, cancellationToken)).Dispose();
            return null;
        }
        catch (ModelException e)
        {
            // What became of a file is logged by the repository; that there is none is told by nobody else.
            if (e.Fault == ModelFault.NotFound)
            {
                Log.Failed(logger, name, $"{e.Message} The model folder is {files.Folder}.");
            }

            return e;
        }
    }
}
