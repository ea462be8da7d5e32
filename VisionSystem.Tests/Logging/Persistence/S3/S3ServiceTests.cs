using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Web;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence.S3;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Persistence.S3;

/// <summary>logging-service with its images in an S3 server that works, stops, and rejects requests.</summary>
public sealed class S3ServiceTests(S3Server server) : IClassFixture<S3Server>
{
    private readonly byte[] _image = Samples.Image(1, 300_000);

    private string Address => "/v1/images/" + Samples.Sha256Of(_image);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keeps_images_in_the_bucket_and_none_on_the_disk()
    {
        using var data = new TemporaryFolder();
        var bucket = server.NewBucket();
        await using var service = Service(bucket, data.Path);
        using var client = service.CreateClient();

        await client.DeliverAsync(Delivery.Of([Samples.Of(_image), Samples.Of(_image)], _image));
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));

        Assert.Equal(_image, await client.GetByteArrayAsync(Address, Token));
        Assert.Equal(_image, await File.ReadAllBytesAsync(Assert.Single(server.ObjectsOf(bucket)), Token));
        Assert.False(Directory.Exists(service.ImagesFolder));
    }

    [Fact]
    public async Task Returns_ranges_and_heads_of_images_in_the_bucket()
    {
        await using var service = Service(server.NewBucket());
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));

        using var range = new HttpRequestMessage(HttpMethod.Get, Address) { Headers = { Range = new RangeHeaderValue(200_000, 200_999) } };
        using var part = await client.SendAsync(range, Token);
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, Address), Token);

        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(_image[200_000..201_000], await part.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal(_image.Length, head.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Links_to_the_image_in_the_bucket_for_15_minutes()
    {
        await using var service = Service(server.NewBucket());
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));
        using var stranger = new HttpClient();

        var before = TimeProvider.System.GetUtcNow();
        var link = await LinkAsync(client);
        var after = TimeProvider.System.GetUtcNow();
        using var answer = await stranger.GetAsync(link.Url, Token);

        Assert.Equal(_image, await answer.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith(server.Endpoint.ToString(), link.Url, StringComparison.Ordinal);
        Assert.InRange(link.ExpiresAt!.Value, before.AddMinutes(15), after.AddMinutes(15));
        Assert.InRange(SignedExpiry(link.Url), before.AddMinutes(15).AddSeconds(-2), after.AddMinutes(15).AddSeconds(2));
    }

    [Fact]
    public async Task Links_point_where_browsers_reach_the_store()
    {
        var bucket = server.NewBucket();
        await using var service = new LoggingApplication(null, S3Server.SettingsOf(bucket, ("Vision:Store:S3:PublicUrl", "https://photos.example.com/")));
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));

        Assert.StartsWith($"https://photos.example.com/{bucket.Bucket}/images/default/", (await LinkAsync(client)).Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Links_to_its_own_route_where_the_store_has_no_address_for_the_image(bool encrypted)
    {
        await using var service = encrypted
            ? new LoggingApplication(null, S3Server.SettingsOf(server.NewBucket(), ("Vision:Security:EncryptionKey", "encryption-key-for-sensitive-data")))
            : new LoggingApplication();
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));

        var link = await LinkAsync(client);

        Assert.Equal(new ImageLink(Address, null), link);
        Assert.Equal(_image, await client.GetByteArrayAsync(link.Url, Token));
    }

    [Fact]
    public async Task Has_no_link_to_a_missing_image_or_one_of_another_tenant()
    {
        await using var service = Service(server.NewBucket());
        using var client = service.CreateClient();
        using var other = service.ClientOf("gate");
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));

        using var absent = await client.GetAsync("/v1/images/" + Samples.Sha256Of(Samples.Image(2)) + "/link", Token);
        using var foreign = await other.GetAsync(Address + "/link", Token);
        using var nonsense = await client.GetAsync("/v1/images/x/link", Token);

        Assert.All([absent, foreign, nonsense], answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
    }

    [Fact]
    public async Task Refuses_deliveries_while_the_store_is_down_and_accepts_them_afterwards()
    {
        await using var service = Service(server.NewBucket());
        using var client = service.CreateClient();
        using var before = await client.GetAsync("/ready", Token);
        var delivery = Delivery.Of([Samples.Of(_image)], _image);

        await server.KillAsync();
        using var refused = await client.PostAsync(PredictionBatch.Path, delivery.ToContent(), Token);
        using var ready = await client.GetAsync("/ready", Token);
        var health = await client.GetStringAsync("/health", Token);
        var kept = await client.PageAsync();
        await server.StartAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
        Assert.Equal("unavailable", (await refused.ProblemAsync()).Slug());
        Assert.Empty(kept.Items);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Contains("Degraded", health, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", health, StringComparison.Ordinal);
        Assert.Equal(new BatchReceipt(1, 0), await client.DeliverAsync(delivery));
        Assert.Equal(_image, await client.GetByteArrayAsync(Address, Token));
    }

    [Fact]
    public async Task Creates_the_bucket_at_the_first_delivery_when_the_store_was_down_at_the_start()
    {
        var bucket = server.NewBucket();
        await server.KillAsync();
        await using var service = Service(bucket);
        using var client = service.CreateClient();
        await server.StartAsync();

        Assert.Equal(new BatchReceipt(1, 0), await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image)));
        Assert.Equal(_image, await client.GetByteArrayAsync(Address, Token));
    }

    [Fact]
    public async Task An_unreadable_object_is_replaced_and_blocks_no_delivery()
    {
        var bucket = server.NewBucket();
        await using var service = Service(bucket);
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));
        await DamageAsync(bucket, "metadata.json");

        using var read = await client.GetAsync(Address, Token);
        using var without = await client.PostAsync(PredictionBatch.Path, Delivery.Of([Samples.Of(_image)]).ToContent(), Token);
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (read.StatusCode, without.StatusCode));
        Assert.Equal(_image, await client.GetByteArrayAsync(Address, Token));
    }

    [Theory]
    [InlineData("object")]
    [InlineData("object.md5")]
    public async Task An_invalid_response_is_a_fault_of_the_store_and_not_of_the_service(string part)
    {
        var bucket = server.NewBucket();
        await using var service = Service(bucket);
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));
        await DamageAsync(bucket, part);

        using var read = await client.GetAsync(Address, Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, read.StatusCode);
        Assert.Equal("unavailable", (await read.ProblemAsync()).Slug());
    }

    [Fact]
    public async Task Starts_without_the_store_and_becomes_ready_with_it()
    {
        await server.KillAsync();
        await using var service = Service(server.NewBucket());
        using var client = service.CreateClient();

        using var ready = await client.GetAsync("/ready", Token);
        var told = service.Lines.Messages.ToArray();
        await server.StartAsync();
        using var again = await client.GetAsync("/ready", Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains(told, line => line.Contains("CV_S3_ENDPOINT_URL is correct", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task Says_what_to_do_about_a_bucket_that_is_missing()
    {
        var bucket = server.NewBucket() with { CreateBucket = false };

        Assert.Contains("CV_S3_CREATE_BUCKET=true", await TroubleAsync(bucket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_what_to_do_about_a_wrong_access_key()
    {
        var bucket = server.NewBucket() with { AccessKeyId = "AKIAIOSFODNN7EXAMPLE" };

        Assert.Contains("CV_S3_ACCESS_KEY_ID", await TroubleAsync(bucket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_what_to_do_about_a_wrong_secret()
    {
        S3Server.RequireSignatures();
        var bucket = server.NewBucket() with { SecretAccessKey = "not-the-secret" };

        Assert.Contains("do not match", await TroubleAsync(bucket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_and_times_its_requests_to_the_store()
    {
        await using var service = Service(server.NewBucket());
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));

        var metrics = await client.GetStringAsync("/metrics", Token);

        Assert.Contains("cv_object_store_duration_seconds_count{operation=\"PutObject\",outcome=\"ok\"", metrics, StringComparison.Ordinal);
        Assert.Contains("operation=\"HeadObject\",outcome=\"missing\"", metrics, StringComparison.Ordinal);
    }

    /// <summary>Truncates one of the files in which the server stores the bucket's only object.</summary>
    private async Task DamageAsync(S3Options bucket, string part)
    {
        var file = Assert.Single(server.ObjectsOf(bucket)).Replace("_S3rver_object", "_S3rver_" + part, StringComparison.Ordinal);
        Assert.True(File.Exists(file));
        await File.WriteAllBytesAsync(file, [], Token);
    }

    private static LoggingApplication Service(S3Options bucket, string? data = null) => new(data, S3Server.SettingsOf(bucket));

    private async Task<ImageLink> LinkAsync(HttpClient client) =>
        (await client.GetFromJsonAsync(Address + "/link", WireJson.Default.ImageLink, Token))!;

    /// <summary>The signed expiry of a presigned link, in whole seconds.</summary>
    private static DateTimeOffset SignedExpiry(string link)
    {
        var query = HttpUtility.ParseQueryString(new Uri(link).Query);
        return DateTimeOffset.ParseExact(query["X-Amz-Date"]!, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            .AddSeconds(int.Parse(query["X-Amz-Expires"]!, CultureInfo.InvariantCulture));
    }

    /// <summary>The startup log of a service that does not become ready.</summary>
    private static async Task<string> TroubleAsync(S3Options bucket)
    {
        await using var service = Service(bucket);
        using var client = service.CreateClient();
        using var ready = await client.GetAsync("/ready", Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        return string.Join('\n', service.Lines.Messages);
    }
}
