using System.ComponentModel.DataAnnotations;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// Limits the number of images decoded concurrently, and so the memory of decoding. Large images take a hundred times as long as
/// small ones and have a limit of their own: small images share the cores with them but never wait for them. A tenant below its
/// share of the places does not wait for the images of other tenants.
/// </summary>
internal sealed class DecodeLimiter(DecodeOptions options)
{
    private readonly TenantGate _small = new(options.PlacesOrDefault, options.PlacesOrDefault);
    private readonly TenantGate _large = new(options.PlacesOrDefault, options.PlacesOrDefault);

    /// <summary>Waits until the image may be decoded. Dispose of the result after decoding.</summary>
    public async ValueTask<Place> AcquireAsync(string tenant, ImageHeader header, CancellationToken cancellationToken)
    {
        var places = header.Pixels > options.LargePixels ? _large : _small;
        await places.AcquireAsync(tenant, cancellationToken);
        return new Place(places, tenant);
    }

    /// <summary>The permission to decode one image.</summary>
    internal readonly struct Place(TenantGate places, string tenant) : IDisposable
    {
        public void Dispose() => places.Release(tenant);
    }
}

/// <summary>Limits of concurrent decoding (<c>Vision:Decoding</c>).</summary>
internal sealed record DecodeOptions
{
    public const string Section = "Vision:Decoding";

    /// <summary>
    /// Maximum small images decoded at the same time, and as many large images; 0 means one per core, at least two. While several
    /// tenants send images, tenants below their share may use the same number again.
    /// </summary>
    [Range(0, 1024)]
    public int Places { get; init; }

    /// <summary>Maximum pixels of a small image.</summary>
    [Range(typeof(long), "1", "9223372036854775807")]
    public long LargePixels { get; init; } = 4_000_000;

    public int PlacesOrDefault => Places > 0 ? Places : Math.Max(2, Environment.ProcessorCount);
}
