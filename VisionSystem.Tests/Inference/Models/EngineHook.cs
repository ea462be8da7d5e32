using Microsoft.Extensions.DependencyInjection;
using VisionSystem.Vision.Models;

namespace VisionSystem.Tests.Inference.Models;

/// <summary>
/// Calls a test before each run of the engine with the model's name. An exception of the callback counts as a failure of the
/// engine.
/// </summary>
internal sealed class EngineHook
{
    public Action<string>? BeforeRun { get; set; }

    /// <summary>Adds the hook to every model that a service loads.</summary>
    public void Into(IServiceCollection services) => services.AddSingleton<IModelLoader>(provider => new Loader(
        ActivatorUtilities.CreateInstance<ModelLoader>(provider), this));

    private sealed class Loader(ModelLoader loader, EngineHook hook) : IModelLoader
    {
        public LoadedModel Load(string name, string file, int maxBatch = 0) => new Model(loader.Load(name, file, maxBatch), hook);
    }

    private sealed class Model(LoadedModel model, EngineHook hook) : LoadedModel(model)
    {
        public override void Run(InferenceBuffers buffers, int images, bool alone)
        {
            hook.BeforeRun?.Invoke(Description.Name);
            base.Run(buffers, images, alone);
        }
    }
}
