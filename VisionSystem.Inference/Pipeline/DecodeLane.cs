namespace VisionSystem.Inference.Pipeline;

/// <summary>Bounds how many photos are decoded at once, so that decoding does not take every core and all memory.</summary>
internal sealed class DecodeLane : IDisposable
{
    private readonly SemaphoreSlim _places = new(Environment.ProcessorCount, Environment.ProcessorCount);

    public Task EnterAsync(CancellationToken cancellationToken) => _places.WaitAsync(cancellationToken);

    public void Leave() => _places.Release();

    public void Dispose() => _places.Dispose();
}
