using System.Text;
using System.Text.Json.Nodes;
using VisionSystem.Contracts;
using VisionSystem.Tests.Logging.Persistence;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Ingest;

public sealed class SqliteRefusedDeliveryTests() : RefusedDeliveryTests(null);

[Collection(SharedPostgres.Name)]
public sealed class PostgresRefusedDeliveryTests(PostgresServer server) : RefusedDeliveryTests(server);

public abstract class RefusedDeliveryTests(PostgresServer? postgres) : StoreTests(postgres)
{
    private readonly byte[] _image = Samples.Image(1);

    [Fact]
    public async Task Refuses_an_image_that_does_not_hash_to_its_name_and_keeps_nothing_of_it()
    {
        await using var service = await StartAsync();
        var prediction = Samples.Of(_image);

        var problem = await RefusedAsync(service, 422, Delivery.Of([prediction]) with { Images = [(prediction.Image.Sha256, Samples.Image(2))] });

        Assert.Equal("image-hash-mismatch", problem.Slug());
        Assert.Equal(["image[0]"], problem.ErrorFields());
        await AssertEmptyAsync(service);
    }

    [Fact]
    public async Task Refuses_other_bytes_for_an_image_that_is_stored_already()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var prediction = Samples.Of(_image);
        await client.DeliverAsync(Delivery.Of([prediction], _image));

        await RefusedAsync(service, 422, Delivery.Of([prediction]) with { Images = [(prediction.Image.Sha256, Samples.Image(2))] });

        Assert.Equal(_image, await client.GetByteArrayAsync($"/v1/images/{prediction.Image.Sha256}", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Lists_the_images_that_are_neither_delivered_nor_stored()
    {
        await using var service = await StartAsync();
        byte[][] missing = [Samples.Image(2), Samples.Image(3)];

        var problem = await RefusedAsync(service, 422, Delivery.Of([Samples.Of(_image), Samples.Of(missing[0]), Samples.Of(missing[1])], _image));

        Assert.Equal("image-missing", problem.Slug());
        Assert.Equal(
            missing.Select(Samples.Sha256Of),
            problem.GetProperty("errors").GetProperty("image").EnumerateArray().Select(hash => hash.GetString()));
        using var client = service.CreateClient();
        Assert.Empty((await client.PageAsync()).Items);
    }

    [Fact]
    public async Task Does_not_accept_the_image_of_another_tenant()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image, "here")], _image));

        var problem = await RefusedAsync(service, 422, Delivery.Of([Samples.Of(_image, "there")]));

        Assert.Equal("image-missing", problem.Slug());
    }

    /// <summary>Fields, invalid values, and the field name in the error.</summary>
    private static readonly (string Field, string Value, string Named)[] Wrong =
    [
        ("tenant", "\"../here\"", "tenant"),
        ("tenant", "null", "tenant"),
        ("id", "\"00000000-0000-0000-0000-000000000000\"", "id"),
        ("id", "\"0d1f2b3c-4a5b-4c6d-8e7f-9a0b1c2d3e4f\"", "id"),
        ("created_at", "\"2026-03-14T12:00:00.001Z\"", "created_at"),
        ("tenant", "\"template\"", "tenant"),
        ("image.sha256", "\"ABCD\"", "image.sha256"),
        ("image.sha256", "\"../../../../../../../../../../../../../../../../../../../../../a\"", "image.sha256"),
        ("image.width", "0", "image.width"),
        ("image.height", "-1", "image.height"),
        ("image.format", "\"\"", "image.format"),
        ("image_bytes", "0", "image_bytes"),
        ("color_mode", "null", "color_mode"),
        ("provider", "null", "provider"),
        ("model.name", "null", "model.name"),
        ("model.name", "\"a\\u0000b\"", "model.name"),
        ("model.version", "\"\"", "model.version"),
        ("model.task", "null", "model.task"),
        ("detections", "null", "detections"),
        ("detections", "[{\"class\":null,\"class_id\":0,\"confidence\":0.5,\"box\":{\"x1\":0,\"y1\":0,\"x2\":1,\"y2\":1}}]", "detections[0].class"),
        ("detections", "[{\"class\":\"a\\u0000\",\"class_id\":0,\"confidence\":0.5,\"box\":{\"x1\":0,\"y1\":0,\"x2\":1,\"y2\":1}}]", "detections[0].class"),
        ("detections", "[{\"class\":\"a\",\"class_id\":0,\"confidence\":0.5,\"box\":{\"x1\":0,\"y1\":0,\"x2\":1,\"y2\":1},\"mask\":{\"rle\":{\"size\":[1,1],\"counts\":\"\\u0000\"}}}]", "detections[0]"),
        ("detections", "[{\"class\":\"a\",\"class_id\":0,\"confidence\":1e99,\"box\":{\"x1\":0,\"y1\":0,\"x2\":1,\"y2\":1}}]", "detections[0].confidence"),
        ("detections", "[{\"class\":\"a\",\"class_id\":0,\"confidence\":0.5,\"box\":{\"x1\":0,\"y1\":0,\"x2\":1e99,\"y2\":1}}]", "detections[0].box"),
        ("timings_ms", "null", "timings_ms"),
        ("timings_ms.total", "1e999", "timings_ms"),
        ("parameters", "null", "parameters"),
        ("source", "\"\"", "source"),
        ("metadata", "{\"a b\":\"c\"}", "metadata"),
        ("metadata", "{\"a\":null}", "metadata"),
        ("metadata", "{\"a\":\"\\u0000\"}", "metadata"),
        ("metadata", "{\"1\":\"\",\"2\":\"\",\"3\":\"\",\"4\":\"\",\"5\":\"\",\"6\":\"\",\"7\":\"\",\"8\":\"\",\"9\":\"\",\"10\":\"\",\"11\":\"\",\"12\":\"\",\"13\":\"\",\"14\":\"\",\"15\":\"\",\"16\":\"\",\"17\":\"\"}", "metadata"),
        ("brightness", "1.5", "brightness"),
    ];

    [Fact]
    public async Task Names_the_field_that_is_wrong()
    {
        await using var service = await StartAsync();
        foreach (var (field, value, named) in Wrong)
        {
            var predictions = JsonNode.Parse(Delivery.Of([Samples.Of(_image), Samples.Of(_image)]).Predictions)!.AsArray();
            var path = field.Split('.');
            var parent = path[..^1].Aggregate(predictions[1]!, (node, name) => node[name]!);
            parent[path[^1]] = JsonNode.Parse(value);

            var problem = await RefusedAsync(service, 400, new Delivery(predictions.ToJsonString(), (Samples.Sha256Of(_image), _image)));

            Assert.Equal((value, "invalid-batch", $"predictions[1].{named}"), (value, problem.Slug(), string.Join(' ', problem.ErrorFields())));
        }

        await AssertEmptyAsync(service);
    }

    private static readonly string[] NotPredictions =
    [
        "[",
        "",
        "null",
        "{}",
        "[{}]",
        "[{\"id\":\"no id\"}]",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    ];

    [Fact]
    public async Task Refuses_predictions_that_are_not_the_json_it_expects()
    {
        await using var service = await StartAsync();
        foreach (var predictions in NotPredictions)
        {
            Assert.Equal((predictions, "malformed-batch"), (predictions, (await RefusedAsync(service, 400, new Delivery(predictions))).Slug()));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(PredictionBatch.MaxPredictions + 1)]
    public async Task Refuses_a_number_of_predictions_outside_the_limits(int count)
    {
        await using var service = await StartAsync();
        var predictions = Enumerable.Range(0, count).Select(_ => Samples.Of(_image)).ToArray();

        var problem = await RefusedAsync(service, 400, Delivery.Of(predictions, count == 0 ? [] : [_image]));

        Assert.Equal(["predictions"], problem.ErrorFields());
        await AssertEmptyAsync(service);
    }

    [Fact]
    public async Task Refuses_an_image_that_no_prediction_of_the_batch_is_on()
    {
        await using var service = await StartAsync();

        var problem = await RefusedAsync(service, 400, Delivery.Of([Samples.Of(_image)], Samples.Image(2), _image));

        Assert.Equal(["image[0]"], problem.ErrorFields());
        await AssertEmptyAsync(service);
    }

    [Theory]
    [InlineData("application/json", "[]")]
    [InlineData("multipart/form-data", "--x--")]
    [InlineData("multipart/mixed; boundary=x", "--x--")]
    [InlineData("multipart/form-data; boundary=x", "")]
    [InlineData("multipart/form-data; boundary=x", "--x--\r\n")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"predictions\"\r\n\r\n[]")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nno header at all\r\n\r\n[]\r\n--x--\r\n")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\n\r\n[]\r\n--x--\r\n")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\n[]\r\n--x--\r\n")]
    public async Task Refuses_a_body_that_is_no_delivery(string contentType, string body)
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var answer = await client.PostAsync(PredictionBatch.Path, content, TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal("malformed-batch", (await answer.ProblemAsync()).Slug());
        await AssertEmptyAsync(service);
    }

    [Fact]
    public async Task Refuses_a_body_that_ends_within_an_image_and_leaves_nothing_behind()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        using var whole = Delivery.Of([Samples.Of(_image)], _image).ToContent();
        var bytes = await whole.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        using var cut = new ByteArrayContent(bytes[..^500]);
        cut.Headers.ContentType = whole.Headers.ContentType;

        using var answer = await client.PostAsync(PredictionBatch.Path, cut, TestContext.Current.CancellationToken);

        Assert.Equal("malformed-batch", (await answer.ProblemAsync()).Slug());
        await AssertEmptyAsync(service);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refuses_a_delivery_above_the_size_limit(bool chunked)
    {
        await using var service = await StartAsync(("Vision:Store:MaxBatchSize", "1mb"));
        using var client = service.CreateClient();
        var large = Samples.Image(1, 2 << 20);
        using var request = new HttpRequestMessage(HttpMethod.Post, PredictionBatch.Path) { Content = Delivery.Of([Samples.Of(large)], large).ToContent() };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true;

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(413, (int)answer.StatusCode);
        Assert.Equal("body-too-large", (await answer.ProblemAsync()).Slug());
        await AssertEmptyAsync(service);
    }

    private static async Task<System.Text.Json.JsonElement> RefusedAsync(LoggingApplication service, int status, Delivery delivery)
    {
        using var client = service.CreateClient();
        using var answer = await client.PostAsync(PredictionBatch.Path, delivery.ToContent(), TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)answer.StatusCode);
        return await answer.ProblemAsync();
    }

    private static async Task AssertEmptyAsync(LoggingApplication service)
    {
        using var client = service.CreateClient();
        Assert.Empty((await client.PageAsync()).Items);
        Assert.Empty(service.StoredImages);
        Assert.Empty(Directory.GetFiles(service.ImagesFolder, "*", SearchOption.AllDirectories));
    }
}
