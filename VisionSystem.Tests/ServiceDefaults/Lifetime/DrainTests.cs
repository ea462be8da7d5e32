using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using VisionSystem.ServiceDefaults.Lifetime;

namespace VisionSystem.Tests.ServiceDefaults;

public sealed class DrainTests
{
    [Fact]
    public async Task A_stop_finishes_what_is_in_progress_and_refuses_new_work()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var service = await TestService.StartAsync(map: app =>
        {
            app.MapGet("/slow", async () =>
            {
                begun.SetResult();
                await finish.Task;
                return "done";
            }).RefuseWhileDraining();
            app.MapGet("/work", () => "work").RefuseWhileDraining();
            app.MapGet("/look", () => "look");
        });
        var slow = service.GetTextAsync("/slow");
        await begun.Task;

        var stopped = service.App.StopAsync(TestContext.Current.CancellationToken);
        var drain = service.App.Services.GetRequiredService<DrainState>();
        await Until.TrueAsync("the service drains", () => drain.IsDraining);

        using var work = await service.GetAsync("/work");
        using var ready = await service.GetAsync("/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, work.StatusCode);
        Assert.NotNull(work.Headers.RetryAfter);
        var problem = await work.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("shutting-down", problem, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("look", await service.GetTextAsync("/look"));
        Assert.False(stopped.IsCompleted);

        finish.SetResult();
        Assert.Equal("done", await slow);
        await stopped;
    }

    [Fact]
    public async Task Work_that_never_ends_does_not_prevent_shutdown()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var service = await TestService.StartAsync(
            [("CV_SHUTDOWN_TIMEOUT", "500ms")],
            map: app => app.MapGet("/endless", async () =>
            {
                begun.SetResult();
                await new TaskCompletionSource().Task;
            }));
        var endless = service.GetAsync("/endless");
        await begun.Task;

        await service.App.StopAsync(TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => endless);
        Assert.Contains(service.Lines.All, line => line.StartsWith("Warning: Some requests were not finished", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_host_waits_as_long_as_operators_say()
    {
        await using var app = TestService.Build([("CV_SHUTDOWN_TIMEOUT", "40s")]);

        var host = app.Services.GetRequiredService<IOptions<HostOptions>>().Value;

        Assert.Equal(TimeSpan.FromSeconds(40), host.ShutdownTimeout);
    }
}
