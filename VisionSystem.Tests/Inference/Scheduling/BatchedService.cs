using Microsoft.Extensions.DependencyInjection;
using VisionSystem.Inference.Models;
using VisionSystem.Inference.Scheduling;
using VisionSystem.Tests.Inference.Models;
using VisionSystem.Vision.Decoders;

namespace VisionSystem.Tests.Inference.Scheduling;

/// <summary>A running service over the demo model, whose batch is dynamic, with access to its internals.</summary>
internal sealed class BatchedService : IDisposable
{
    private readonly InferenceApplication _application;
    private ModelLease? _lease;

    public BatchedService(params (string Key, string Value)[] settings) => _application = new InferenceApplication([("CV_CACHE_TTL", "0"), .. settings]) { Replacements = Hook.Into };

    public EngineHook Hook { get; } = new();

    public ServedModel Model => _lease!.Value.Model;

    public ModelQueue Queue => Model.Queue;

    /// <summary>Starts the service and holds its model.</summary>
    public async Task<HttpClient> ReadyAsync()
    {
        var client = await _application.ReadyClientAsync();
        _lease = await _application.Services.GetRequiredService<ModelRepository>().GetAsync(null, TestContext.Current.CancellationToken);
        await Until.TrueAsync("no probe is running", () => Queue.Admitted == 0);
        return client;
    }

    public ValueTask<InferenceOutcome> RunAsync(byte[] image, float confidence, int most) =>
        _application.Services.GetRequiredService<InferencePipeline>().RunAsync(
            image, Model, new DetectionParameters(confidence, 0.45f, most, ClassFilter.All), TestContext.Current.CancellationToken);

    public ValueTask<InferenceOutcome> RunAsync(string tenant, byte[] image) =>
        _application.Services.GetRequiredService<InferencePipeline>().RunAsync(
            tenant, image, Model, new DetectionParameters(0.25f, 0.45f, 300, ClassFilter.All), Deadline.None(TestContext.Current.CancellationToken));

    public void Dispose()
    {
        _lease?.Dispose();
        _application.Dispose();
    }
}
