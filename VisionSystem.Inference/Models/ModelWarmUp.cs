using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Models;

/// <summary>
/// Loads the default model at start, concurrently with the server, then those of <c>CV_MODEL_PRELOAD</c>. <c>/ready</c> fails until
/// the default model is loaded.
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

    /// <summary>Loads a model; returns the failure, which is logged and shown by readiness, or null.</summary>
    private async Task<ModelException?> TryLoadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            (await models.GetAsync(name, cancellationToken)).Dispose();
            return null;
        }
        catch (ModelException e)
        {
            // The repository logs failures of files, but not a missing file.
            if (e.Fault == ModelFault.NotFound)
            {
                Log.LoadFailed(logger, name, $"{e.Message} The model folder is {files.Folder}.");
            }

            return e;
        }
    }
}
