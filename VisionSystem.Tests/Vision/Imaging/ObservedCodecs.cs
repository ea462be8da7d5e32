using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Vision.Imaging;

/// <summary>The real codecs, observed while they decode at full size: counts concurrent images, and can block or fail decodes.</summary>
internal sealed class ObservedCodecs : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<PixelBuffer> _pictures = [];
    private readonly ManualResetEventSlim _open = new(true);
    private int _decoding;
    private int _asked;

    /// <summary>The number of requested decodes at full size.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>The number of requested decodes that have not ended.</summary>
    public int Decoding => Volatile.Read(ref _decoding);

    /// <summary>The maximum number of full-size images that were concurrently being decoded or not yet disposed.</summary>
    public int Most { get; private set; }

    /// <summary>The fault of every decode at full size.</summary>
    public ImageFault Fault { get; set; }

    /// <summary>Blocks decodes at full size.</summary>
    public void Hold() => _open.Reset();

    public void Release() => _open.Set();

    public void Dispose() => _open.Dispose();

    public ImageCodecs Create()
    {
        var codecs = ImageCodecs.Discover(new ImagingOptions());
        return new ImageCodecs(new ImagingOptions(), [.. codecs.Select(codec => new WatchedCodec(codec, this)), .. codecs], NullLogger.Instance);
    }

    private void Begin()
    {
        Interlocked.Increment(ref _asked);
        lock (_lock)
        {
            _pictures.RemoveAll(IsDisposed);
            _decoding++;
            Most = Math.Max(Most, _decoding + _pictures.Count);
        }

        _open.Wait();
    }

    private void End(PixelBuffer? picture)
    {
        lock (_lock)
        {
            _decoding--;
            if (picture is not null)
            {
                _pictures.Add(picture);
            }
        }
    }

    private static bool IsDisposed(PixelBuffer picture)
    {
        try
        {
            return picture.Row(0).IsEmpty;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    private sealed class WatchedCodec(IImageCodec codec, ObservedCodecs watch) : IImageCodec
    {
        public string Name => codec.Name;

        public bool CanDecode(ImageFormat format) => codec.CanDecode(format);

        public ImageFault Decode(
            ReadOnlyMemory<byte> file, in ImageHeader header, int leastWidth, int leastHeight, in PixelConversion conversion, CancellationToken cancellationToken, out PixelBuffer? pixels, out string? detail)
        {
            if (leastWidth > 0)
            {
                return codec.Decode(file, header, leastWidth, leastHeight, conversion, cancellationToken, out pixels, out detail);
            }

            watch.Begin();
            (pixels, detail) = (null, "It is told to fail.");
            try
            {
                return watch.Fault != ImageFault.None ? watch.Fault : codec.Decode(file, header, leastWidth, leastHeight, conversion, cancellationToken, out pixels, out detail);
            }
            finally
            {
                watch.End(pixels);
            }
        }
    }
}
