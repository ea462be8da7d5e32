using VisionSystem.Contracts;
using VisionSystem.Logging.Ingest;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Tests.Logging.Persistence.Objects;

internal static class ImagePuts
{
    /// <summary>Puts one image into a store as a delivery does.</summary>
    public static async Task<ImagePut> PutAsync(
        this IImageStore store, string tenant, string sha256, long bytes, Stream content, CancellationToken cancellationToken)
    {
        var sample = Samples.Of([]);
        Prediction[] owner = [sample with { Tenant = tenant, Image = sample.Image with { Sha256 = sha256 }, ImageBytes = bytes }];
        await using var intake = await ImageIntake.OpenAsync(store, owner, cancellationToken);
        var put = await intake.ReceiveAsync([tenant], sha256, content, cancellationToken);
        await intake.CompleteAsync();
        return put;
    }
}
