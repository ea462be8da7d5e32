namespace VisionSystem.Tests.EndToEnd;

/// <summary>One running application, shared by tests that do not change its state.</summary>
public sealed class VisionAppFixture : IAsyncLifetime
{
    private VisionApp? _vision;

    internal VisionApp Vision => _vision ?? throw new InvalidOperationException("The application is not started.");

    public async ValueTask InitializeAsync() => _vision = await VisionApp.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_vision is not null)
        {
            await _vision.DisposeAsync();
        }
    }
}

/// <summary>Tests that share one running application. It uses the complete machine, so no other tests run in parallel.</summary>
[CollectionDefinition(nameof(SharedApp), DisableParallelization = true)]
public sealed class SharedApp : ICollectionFixture<VisionAppFixture>;

/// <summary>Tests that start, kill or stop an application of their own, one after another.</summary>
[CollectionDefinition(nameof(OwnApp), DisableParallelization = true)]
public sealed class OwnApp;
