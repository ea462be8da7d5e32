using VisionSystem.Logging.Persistence.Objects;

namespace VisionSystem.Logging.Persistence;

/// <summary>Before the first request: gets the images' store ready, clearing away what a crash left unfinished.</summary>
internal sealed class StoreStartup(IObjectStore objects) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => objects.PrepareAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
