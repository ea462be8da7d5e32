using System.Net;
using Microsoft.ML.OnnxRuntime;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.Inference.Models;

public sealed class EngineFaultTests : IDisposable
{
    private readonly ModelFolder _models = new();

    [Fact]
    public async Task A_fault_ends_readiness_immediately_and_liveness_after_the_configured_number()
    {
        // Rescans, and with them probes, are off, so every fault is caused by an image of this test.
        using var service = Service("faulty", ("Vision:Models:RescanSeconds", "3600"));
        await service.ReadyAsync();
        service.Hook.BeforeRun = Fail;
        for (var fault = 1; fault <= 3; fault++)
        {
            using var failed = await service.DetectAsync();
            Assert.Equal((HttpStatusCode.InternalServerError, "inference-failed"), (failed.StatusCode, (await failed.ProblemAsync()).Slug()));
            Assert.Equal(503, await service.StatusAsync("/ready"));
            Assert.Equal(fault < 3 ? 200 : 503, await service.StatusAsync("/alive"));
        }

        Assert.Equal("faulted", await service.StateAsync("faulty"));
        Assert.Equal(0, await service.MetricAsync("cv_model_healthy", "faulty"));
    }

    [Fact]
    public async Task A_successful_probe_restores_readiness_and_liveness()
    {
        using var service = Service("healing");
        await service.ReadyAsync();
        service.Hook.BeforeRun = Fail;
        (await service.DetectAsync()).Dispose();

        // The probes fail as well, which makes the service unhealthy if no image arrives.
        await service.UntilStatusAsync("/alive", 503);
        service.Hook.BeforeRun = null;
        await service.UntilStatusAsync("/ready", 200);
        Assert.Equal(200, await service.StatusAsync("/alive"));
        await service.AnsweringVersionAsync();
    }

    [Fact]
    public async Task A_run_that_hangs_is_ended()
    {
        using var service = Service("hanging", ("Vision:Execution:RunTimeoutSeconds", "0.2"), ("Vision:Models:RescanSeconds", "3600"));
        await service.ReadyAsync();
        using var ended = new ManualResetEventSlim();
        service.Hook.BeforeRun = _ => ended.Wait(TestContext.Current.CancellationToken);

        var image = service.DetectAsync();
        await Until.TrueAsync("the run is terminated", async _ => await service.MetricAsync("cv_run_timeouts_total", "hanging") >= 1);
        ended.Set();
        using var failed = await image;
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);

        service.Hook.BeforeRun = null;
        using var next = await service.DetectAsync();
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    public void Dispose() => _models.Dispose();

    /// <summary>Throws an exception that the engine itself has thrown.</summary>
    private static void Fail(string model)
    {
        using var session = new InferenceSession("no model"u8.ToArray());
    }

    private RepositoryService Service(string name, params (string Key, string Value)[] settings)
    {
        _models.Put(name + ".onnx", ModelFolder.Variant(name));
        return new RepositoryService(_models.Path, name, [("Vision:Execution:LivenessFaults", "3"), .. settings]);
    }
}
