using System.Security.Cryptography;
using VisionSystem.Contracts;

namespace VisionSystem.Tests.Logging;

/// <summary>Predictions and images as inference-service delivers them.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Bytes that differ for each seed.</summary>
    public static byte[] Image(int seed, int bytes = 1000)
    {
        var image = new byte[bytes];
        new Random(seed).NextBytes(image);
        return image;
    }

    public static string Sha256Of(byte[] image) => Convert.ToHexStringLower(SHA256.HashData(image));

    public static Prediction Of(byte[] image, string tenant = TenantName.Default, DateTimeOffset? createdAt = null) => new()
    {
        Id = Guid.CreateVersion7(createdAt ?? Noon),
        CreatedAt = createdAt ?? Noon,
        Tenant = tenant,
        Model = new ModelReference("markers", "0123456789ab", "detect"),
        Image = new ImageReference(640, 480, Sha256Of(image), "jpeg"),
        ImageBytes = image.Length,
        ColorMode = "rgb",
        Filename = "dock-3.jpg",
        Detections = [new Detection("qr", 0, 0.91f, new Box(1.25f, 2.5f, 300.125f, 400f))],
        TimingsMs = new Timings(1.1, 0.2, 0.3, 12.7, 0.4, 14.9),
        Provider = "cpu",
        Parameters = new PredictionParameters(0.25f, 0.45f, 300),
    };
}
