namespace VisionSystem.Tests.EndToEnd;

/// <summary>One running application for all tests that leave it as they found it.</summary>
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

/// <summary>Tests that share one running application. It takes the whole machine, so nothing runs beside them.</summary>
[CollectionDefinition(nameof(SharedApp), DisableParallelization = true)]
public sealed class SharedApp : ICollectionFixture<VisionAppFixture>;

/// <summary>Tests that start, kill or stop an application of their own, one after the other.</summary>
[CollectionDefinition(nameof(OwnApp), DisableParallelization = true)]
public sealed class OwnApp;
