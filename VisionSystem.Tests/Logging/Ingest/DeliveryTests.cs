using VisionSystem.Contracts;
using VisionSystem.Tests.Logging.Persistence;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Ingest;

public sealed class SqliteDeliveryTests() : DeliveryTests(null);

[Collection(SharedPostgres.Name)]
public sealed class PostgresDeliveryTests(PostgresServer server) : DeliveryTests(server);

public abstract class DeliveryTests(PostgresServer? postgres) : StoreTests(postgres)
{
    private readonly byte[] _image = Samples.Image(1);

    [Fact]
    public async Task Returns_every_field_of_a_prediction_as_it_was_sent()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        Prediction[] sent =
        [
            Samples.Of(_image),
            Samples.Of(_image) with { Filename = null, Detections = [], ColorMode = "cmyk", Provider = "tensorrt" },
            Samples.Of(_image, createdAt: new DateTimeOffset(2026, 3, 14, 23, 59, 59, 999, 999, TimeSpan.Zero)) with
            {
                Filename = "naïve \"quoted\"\r\n\t名前 🦊';--.jpg",
                Image = new ImageReference(65_500, 1, Samples.Sha256Of(_image), "webp"),
                ImageBytes = long.MaxValue,
                Model = new ModelReference("it's \"a\" model", "v1.2", "segment"),
                Detections =
                [
                    new Detection("dog's <b>", 79, 1f, new Box(-0.1f, 0.3333333f, float.MaxValue, float.Epsilon)),
                    new Detection("cat", 15, 0.1f + 0.2f, new Box(0, 0, 16777217f, 1e-30f)),
                ],
                TimingsMs = new Timings(0, 1e-300, 0.1 + 0.2, Math.PI, double.Epsilon, 1e300),
                Parameters = new PredictionParameters(0.001f, 0.7f, 1),
            },
            Samples.Of(_image) with
            {
                Detections =
                [
                    new Detection("ship", 1, 0.9f, new Box(1, 2, 3, 4))
                    {
                        Oriented = new OrientedBox(2, 3, 1.5f, 0.5f, 0.25f),
                        Corners = [new ImagePoint(1, 2), new ImagePoint(3, 4)],
                        Keypoints = [new Keypoint(1, 2, 0.5f), new Keypoint(3, 4, null)],
                        Mask = new Mask { Polygons = [[1, 2, 3.25f, 4, 5, 6]], Rle = new RunLengthMask([480, 640], "0T3X1RO") },
                    },
                ],
            },
            Samples.Of(_image) with
            {
                Model = new ModelReference("birds", "7", ModelReference.Classify),
                Source = "gate \"2\"; 'x'",
                Metadata = new Dictionary<string, string> { ["camera"] = "dock-3", ["a.b_C-1"] = "", ["note"] = "naïve 🦊 'x' {}" },
                Brightness = 0.1,
                Detections = [],
                Classifications = [new ClassScore("wren", 4, 0.75f), new ClassScore("robin", 0, 0.125f)],
            },
        ];

        Assert.Equal(new BatchReceipt(5, 0), await client.DeliverAsync(Delivery.Of(sent, _image)));

        foreach (var prediction in sent)
        {
            Assert.Equivalent(prediction, await client.PredictionAsync(prediction.Id), strict: true);
        }
    }

    [Fact]
    public async Task Keeps_times_to_the_microsecond_and_file_names_without_the_character_that_no_database_takes()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var prediction = Samples.Of(_image, createdAt: Samples.Noon.AddTicks(1_234_567)) with { Filename = "a\0b.jpg" };

        await client.DeliverAsync(Delivery.Of([prediction], _image));

        var found = await client.PredictionAsync(prediction.Id);
        Assert.Equal(Samples.Noon.AddTicks(1_234_560), found.CreatedAt);
        Assert.Equal("a\uFFFDb.jpg", found.Filename);
    }

    [Fact]
    public async Task Accepts_times_of_any_offset_as_the_same_moment()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var prediction = Samples.Of(_image) with { CreatedAt = Samples.Noon.ToOffset(TimeSpan.FromHours(-7)) };

        await client.DeliverAsync(Delivery.Of([prediction], _image));

        var found = await client.PredictionAsync(prediction.Id);
        Assert.Equal(Samples.Noon, found.CreatedAt);
        Assert.Equal(TimeSpan.Zero, found.CreatedAt.Offset);
    }

    [Fact]
    public async Task Stores_a_prediction_once_however_often_it_is_delivered()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var delivery = Delivery.Of([Samples.Of(_image), Samples.Of(_image)], _image);

        Assert.Equal(new BatchReceipt(2, 0), await client.DeliverAsync(delivery));
        Assert.Equal(new BatchReceipt(0, 2), await client.DeliverAsync(delivery));

        Assert.Equal(2, (await client.PageAsync()).Items.Count);
    }

    [Fact]
    public async Task Stores_a_prediction_once_when_it_is_delivered_many_times_at_once()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var delivery = Delivery.Of([.. Enumerable.Range(0, 20).Select(_ => Samples.Of(_image))], _image);

        var receipts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.DeliverAsync(delivery)));

        Assert.Equal(20, receipts.Sum(receipt => receipt.Accepted));
        Assert.Equal(20, (await client.PageAsync()).Items.Count);
        Assert.Single(service.StoredImages);
    }

    [Fact]
    public async Task Keeps_the_first_of_two_predictions_with_one_id()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var first = Samples.Of(_image);

        var receipt = await client.DeliverAsync(Delivery.Of([first, first with { Filename = "second.jpg" }], _image));

        Assert.Equal(new BatchReceipt(1, 1), receipt);
        Assert.Equal(first.Filename, (await client.PredictionAsync(first.Id)).Filename);
    }

    [Fact]
    public async Task Keeps_an_image_once_for_all_predictions_on_it_and_needs_it_once()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));
        var file = Assert.Single(service.StoredImages);
        var written = File.GetLastWriteTimeUtc(file);

        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)]));

        Assert.Equal(file, Assert.Single(service.StoredImages));
        Assert.Equal(written, File.GetLastWriteTimeUtc(file));
        Assert.Equal(3, (await client.PageAsync()).Items.Count);
    }

    [Fact]
    public async Task Keeps_an_image_for_each_tenant_that_has_a_prediction_on_it()
    {
        await using var service = await StartAsync();
        var (here, there) = (Samples.Of(_image, "here"), Samples.Of(_image, "there"));

        using var client = service.CreateClient();
        Assert.Equal(new BatchReceipt(2, 0), await client.DeliverAsync(Delivery.Of([here, there], _image)));

        foreach (var prediction in new[] { here, there })
        {
            using var reader = service.ClientOf(prediction.Tenant);
            Assert.Equal(_image, await reader.GetByteArrayAsync($"/v1/images/{prediction.Image.Sha256}", TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Keeps_a_log_line_one_line_whatever_a_file_is_called()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        const string Name = "a.jpg\r\n2026-03-14 FATAL forged\u2028line";
        var prediction = Samples.Of(_image) with { Filename = Name };

        await client.DeliverAsync(Delivery.Of([prediction], _image));
        using var refused = await client.PostAsync(
            PredictionBatch.Path, (Delivery.Of([prediction]) with { Images = [(Name, _image)] }).ToContent(), TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)refused.StatusCode);
        Assert.NotEmpty(service.Lines.Messages);
        Assert.DoesNotContain(service.Lines.Messages, line => line.Contains("forged", StringComparison.Ordinal));
    }
}
