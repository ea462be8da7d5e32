using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using VisionSystem.Cli.Terminal;
using VisionSystem.ServiceDefaults;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.ServiceDefaults.Lifetime;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Models;

namespace VisionSystem.Cli.Models;

/// <summary>The Vision library with the settings of yolo-inference: the same model folder, engine and codecs, with logs on standard error.</summary>
internal sealed class ModelHost : IAsyncDisposable
{
    private const string PathKey = ModelOptions.Section + ":" + nameof(ModelOptions.Path);

    private readonly WebApplication _app;

    /// <exception cref="ConfigurationException">A setting is invalid.</exception>
    public ModelHost()
    {
        var builder = ServiceHost.CreateBuilder();
        builder.AddServiceDefaults("vision");
        builder.AddValidatedOptions<ModelOptions>(ModelOptions.Section);
        builder.AddValidatedOptions<ExecutionOptions>(ExecutionOptions.Section);
        builder.AddValidatedOptions<ImagingOptions>(ImagingOptions.Section);
        builder.Services.AddSingleton<ImageCodecs>().AddSingleton<ModelFiles>().AddSingleton<ModelStamps>().AddSingleton<ExecutionProviders>().AddSingleton<IModelLoader, ModelLoader>();
        if (string.IsNullOrEmpty(builder.Configuration[PathKey]))
        {
            builder.Configuration[PathKey] = Checkout.StateOf("models");
        }

        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter(category: null, LogLevel.Error);
        _app = builder.Build();

        // The application never starts; mapping the endpoints validates all settings.
        _app.MapDefaultEndpoints();
        Files = Get<ModelFiles>();
    }

    /// <summary>The model folder.</summary>
    public ModelFiles Files { get; }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Loads a model by its file, or by its name in the model folder or among the shipped models.</summary>
    /// <exception cref="ModelException">The model does not exist or cannot be used.</exception>
    public LoadedModel Load(string nameOrFile)
    {
        var file = Find(nameOrFile);
        return Get<IModelLoader>().Load(File.Exists(nameOrFile) ? ModelVersion.NameOf(file) : ModelFiles.NameOf(ModelFiles.Stem(nameOrFile)), file);
    }

    /// <summary>Creates a detector for a loaded model.</summary>
    public ImageDetector DetectorOver(LoadedModel model) => new(model, Get<ImageCodecs>());

    /// <summary>Finds the file of a model.</summary>
    /// <exception cref="CommandException">The file is a PyTorch file, which must be exported first.</exception>
    /// <exception cref="ModelException">The model does not exist.</exception>
    public string Find(string nameOrFile)
    {
        if (TorchWeights.IsTorchFile(nameOrFile) && !File.Exists(Path.ChangeExtension(nameOrFile, ".onnx")) && !Files.Names().Contains(ModelFiles.Stem(nameOrFile)))
        {
            throw new CommandException(TorchWeights.Explain(nameOrFile, Files.Folder));
        }

        var file = TorchWeights.IsTorchFile(nameOrFile) ? Path.ChangeExtension(nameOrFile, ".onnx") : nameOrFile;
        var shipped = Path.Combine(AppContext.BaseDirectory, "models", ModelFiles.Stem(nameOrFile) + ".onnx");
        return File.Exists(file) ? Path.GetFullPath(file)
            : !Files.Names().Contains(ModelFiles.Stem(nameOrFile)) && File.Exists(shipped) ? shipped
            : Files.TryFind(nameOrFile)
                ?? throw new ModelException(ModelFault.NotFound, $"{Files.ExplainMissing(nameOrFile)} The model folder is {Files.Folder}.");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

/// <summary>PyTorch's <c>.pt</c> files, which contain code and weights that only PyTorch can open.</summary>
internal static class TorchWeights
{
    public static bool IsTorchFile(string name) => Path.GetExtension(name).Equals(".pt", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns a sentence on the conversion of such a file.</summary>
    public static string Explain(string name, string folder)
    {
        var stem = Path.GetFileNameWithoutExtension(name);
        return $"{name} is a PyTorch file, which the engine does not read: export it on a machine with ultralytics " +
            $"with `yolo export model={stem}.pt format=onnx` and put {stem}.onnx into {folder}";
    }
}
