using System.Net;
using System.Net.Http.Headers;
using VisionSystem.Tests.Logging.Persistence;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Images;

public sealed class SqliteImageTests() : ImageTests(null);

[Collection(SharedPostgres.Name)]
public sealed class PostgresImageTests(PostgresServer server) : ImageTests(server);

public abstract class ImageTests(PostgresServer? postgres) : StoreTests(postgres)
{
    private readonly byte[] _image = Samples.Image(1, 300_000);

    private string Address => "/v1/images/" + Samples.Sha256Of(_image);

    [Theory]
    [InlineData("jpeg", "image/jpeg")]
    [InlineData("png", "image/png")]
    [InlineData("webp", "image/webp")]
    [InlineData("tiff", "image/tiff")]
    [InlineData("avif", "image/avif")]
    [InlineData("gif", "image/gif")]
    [InlineData("bmp", "image/bmp")]
    [InlineData("svg+xml", "application/octet-stream")]
    public async Task Returns_the_sent_bytes_with_the_type_of_their_format(string format, string contentType)
    {
        await using var service = await WithImageAsync(format);
        using var client = service.CreateClient();

        using var answer = await client.GetAsync(Address, TestContext.Current.CancellationToken);

        Assert.Equal(_image, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(contentType, answer.Content.Headers.ContentType?.ToString());
        Assert.Equal($"\"{Samples.Sha256Of(_image)}\"", answer.Headers.ETag?.ToString());
        Assert.Contains("immutable", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl.Private);
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
    }

    [Fact]
    public async Task Responds_to_head_without_the_bytes()
    {
        await using var service = await WithImageAsync();
        using var client = service.CreateClient();

        using var answer = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, Address), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(_image.Length, answer.Content.Headers.ContentLength);
        Assert.Equal("bytes", answer.Headers.AcceptRanges.ToString());
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Returns_the_requested_range()
    {
        await using var service = await WithImageAsync();
        using var client = service.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, Address);
        request.Headers.Range = new RangeHeaderValue(1000, 1999);

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal($"bytes 1000-1999/{_image.Length}", answer.Content.Headers.ContentRange?.ToString());
        Assert.Equal(_image[1000..2000], await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Returns_304_for_a_matching_etag()
    {
        await using var service = await WithImageAsync();
        using var client = service.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, Address);
        request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue($"\"{Samples.Sha256Of(_image)}\""));

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
    }

    [Theory]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("..%2F..%2Fpredictions%2Fdefault.db")]
    [InlineData("x")]
    public async Task Returns_404_for_an_unknown_image(string name)
    {
        await using var service = await WithImageAsync();
        using var client = service.CreateClient();

        using var answer = await client.GetAsync("/v1/images/" + name, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("not-found", (await answer.ProblemAsync()).Slug());
    }

    [Fact]
    public async Task Does_not_return_an_image_without_a_prediction()
    {
        await using var service = await WithImageAsync();
        using var client = service.CreateClient();
        var orphan = Samples.Image(2);
        var broken = Delivery.Of([Samples.Of(orphan), Samples.Of(Samples.Image(3))], orphan);
        using var refused = await client.PostAsync("/v1/predictions/batch", broken.ToContent(), TestContext.Current.CancellationToken);
        Assert.Equal(2, service.StoredImages.Count);

        using var answer = await client.GetAsync("/v1/images/" + Samples.Sha256Of(orphan), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task<LoggingApplication> WithImageAsync(string format = "jpeg")
    {
        var service = await StartAsync();
        using var client = service.CreateClient();
        var prediction = Samples.Of(_image);
        await client.DeliverAsync(Delivery.Of([prediction with { Image = prediction.Image with { Format = format } }], _image));
        return service;
    }
}
