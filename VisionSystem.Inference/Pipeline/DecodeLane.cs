using VisionSystem.Inference.Imaging;

namespace VisionSystem.Inference.Pipeline;

/// <summary>
/// Bounds how many photos are decoded at once, so that decoding does not take every core and all memory. Large ones, which
/// take a hundred times as long as small ones, have a part of the places only: the small ones do not wait behind them.
/// </summary>
internal sealed class DecodeLane(DecodeOptions options) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.PlacesOrDefault, options.PlacesOrDefault);
    private readonly SemaphoreSlim _large = new(options.LargePlaces, options.LargePlaces);

    /// <summary>Waits for a place; dispose it when the photo is decoded.</summary>
    public async ValueTask<Place> EnterAsync(ImageHeader header, CancellationToken cancellationToken)
    {
        var large = header.Pixels > options.LargePixels;
        if (large)
        {
            await _large.WaitAsync(cancellationToken);
        }

        try
        {
            await _places.WaitAsync(cancellationToken);
        }
        catch
        {
            Leave(large, false);
            throw;
        }

        return new Place(this, large);
    }

    public void Dispose()
    {
        _places.Dispose();
        _large.Dispose();
    }

    private void Leave(bool large, bool entered)
    {
        if (entered)
        {
            _places.Release();
        }

        if (large)
        {
            _large.Release();
        }
    }

    /// <summary>A place in the lane.</summary>
    internal readonly struct Place(DecodeLane lane, bool large) : IDisposable
    {
        public void Dispose() => lane.Leave(large, true);
    }
}
