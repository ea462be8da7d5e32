using VisionSystem.Logging.Persistence.Objects;

namespace VisionSystem.Logging.Persistence;

/// <summary>Prepares the image store before the first request and deletes incomplete files of an earlier crash.</summary>
internal sealed class StoreStartup(IObjectStore objects) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => objects.PrepareAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
