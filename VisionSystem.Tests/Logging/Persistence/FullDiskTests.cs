using System.Net;
using VisionSystem.Contracts;
using VisionSystem.Tests.Inference.Recording;

namespace VisionSystem.Tests.Logging.Persistence;

/// <summary>logging-service on a full disk: deliveries are rejected with a retry, and no prediction is lost.</summary>
public sealed class FullDiskTests
{
    private static readonly byte[] Known = Samples.Image(1, 20_000);
    private static readonly byte[] New = Samples.Image(2, 200_000);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Images")]
    [InlineData("Predictions")]
    public async Task A_delivery_without_disk_space_is_refused_with_a_retry_and_stored_later(string store)
    {
        using var disk = SmallDisk.Mount(megabytes: 8);
        await using var service = new LoggingApplication(disk.Path);
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(Known)], Known));
        disk.Fill();

        // A known image needs no space: only its rows do.
        var image = store == "Images" ? New : Known;
        var prediction = Samples.Of(image);
        using var refused = await client.PostAsync(PredictionBatch.Path, Delivery.Of([prediction], image).ToContent(), Token);
        var problem = await refused.ProblemAsync();
        using var health = await client.GetAsync("/health", Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter?.Delta);
        Assert.Equal($"{store} cannot be stored: the disk is full. No data was lost; retry the request.", problem.GetProperty("detail").GetString());
        Assert.Contains("the disk is full", await health.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);

        disk.Free();
        Assert.Equal(1, (await client.DeliverAsync(Delivery.Of([prediction], image))).Accepted);
        Assert.Equal(2, (await client.PageAsync()).Items.Count);
        Assert.Equal(image, await client.GetByteArrayAsync("/v1/images/" + Samples.Sha256Of(image), Token));
    }
}
