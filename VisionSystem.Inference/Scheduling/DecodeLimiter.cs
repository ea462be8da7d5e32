using VisionSystem.Vision.Imaging;

namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// Bounds how many images are decoded at once, so that decoding does not take all memory. Large ones, which take a hundred
/// times as long as small ones, have places of their own: the small ones share the cores with them and never wait behind them.
/// </summary>
internal sealed class DecodeLimiter(DecodeOptions options) : IDisposable
{
    private readonly SemaphoreSlim _small = new(options.PlacesOrDefault, options.PlacesOrDefault);
    private readonly SemaphoreSlim _large = new(options.PlacesOrDefault, options.PlacesOrDefault);

    /// <summary>Waits for a place; dispose it when the image is decoded.</summary>
    public async ValueTask<Place> AcquireAsync(ImageHeader header, CancellationToken cancellationToken)
    {
        var places = header.Pixels > options.LargePixels ? _large : _small;
        await places.WaitAsync(cancellationToken);
        return new Place(places);
    }

    public void Dispose()
    {
        _small.Dispose();
        _large.Dispose();
    }

    /// <summary>A place in the lane.</summary>
    internal readonly struct Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
