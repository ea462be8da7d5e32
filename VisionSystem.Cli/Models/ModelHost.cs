using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using VisionSystem.Cli.Terminal;
using VisionSystem.Inference;
using VisionSystem.ServiceDefaults;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.ServiceDefaults.Lifetime;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Models;

namespace VisionSystem.Cli.Models;

/// <summary>
/// The service as configured, without its server: the same settings, models and pipeline, and logs on standard error.
/// </summary>
internal sealed class ModelHost : IAsyncDisposable
{
    private const string PathKey = ModelOptions.Section + ":" + nameof(ModelOptions.Path);

    private readonly WebApplication _app;

    /// <exception cref="ConfigurationException">A setting is wrong.</exception>
    public ModelHost()
    {
        var builder = ServiceHost.CreateBuilder();
        builder.AddServiceDefaults(InferenceService.Name);
        builder.AddInferenceService();
        if (string.IsNullOrEmpty(builder.Configuration[PathKey]))
        {
            builder.Configuration[PathKey] = Checkout.StateOf("models");
        }

        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter(category: null, LogLevel.Error);
        _app = builder.Build();

        // Never started, but this is what checks every setting.
        _app.MapDefaultEndpoints();
        Files = Get<ModelFiles>();
    }

    /// <summary>The model folder.</summary>
    public ModelFiles Files { get; }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Loads a model by its file, or by its name in the model folder or among those that ship with the service.</summary>
    /// <exception cref="ModelException">There is none, or it cannot be used.</exception>
    public LoadedModel Load(string nameOrFile)
    {
        var file = Find(nameOrFile);
        return Get<IModelLoader>().Load(File.Exists(nameOrFile) ? ModelVersion.NameOf(file) : ModelFiles.NameOf(ModelFiles.Stem(nameOrFile)), file);
    }

    /// <summary>Runs images through a loaded model.</summary>
    public ImageDetector DetectorOver(LoadedModel model) => new(model, Get<ImageCodecs>());

    /// <summary>The file of a model.</summary>
    /// <exception cref="CommandException">It is PyTorch's file, which is to be exported first.</exception>
    /// <exception cref="ModelException">There is none.</exception>
    public string Find(string nameOrFile)
    {
        if (TorchWeights.AreNamedBy(nameOrFile) && !File.Exists(Path.ChangeExtension(nameOrFile, ".onnx")) && !Files.Names().Contains(ModelFiles.Stem(nameOrFile)))
        {
            throw new CommandException(TorchWeights.Explain(nameOrFile, Files.Folder));
        }

        var file = TorchWeights.AreNamedBy(nameOrFile) ? Path.ChangeExtension(nameOrFile, ".onnx") : nameOrFile;
        var shipped = Path.Combine(AppContext.BaseDirectory, "models", ModelFiles.Stem(nameOrFile) + ".onnx");
        return File.Exists(file) ? Path.GetFullPath(file)
            : !Files.Names().Contains(ModelFiles.Stem(nameOrFile)) && File.Exists(shipped) ? shipped
            : Files.TryFind(nameOrFile)
                ?? throw new ModelException(ModelFault.NotFound, $"{Files.ExplainMissing(nameOrFile)} The model folder is {Files.Folder}.");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
