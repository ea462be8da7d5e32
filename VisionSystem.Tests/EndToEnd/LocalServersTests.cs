using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting.Testing;
using Npgsql;
using StackExchange.Redis;
using VisionSystem.Contracts;
using VisionSystem.Inference.Caching;
using VisionSystem.Tests.Servers;
using VisionSystem.Tests.Vision.Imaging;

namespace VisionSystem.Tests.EndToEnd;

/// <summary>Tests the local topology: both services on PostgreSQL, Redis and an S3 store.</summary>
[Collection(nameof(OwnApp))]
public sealed class LocalServersTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_image_becomes_a_row_an_object_and_a_cached_result_and_is_found()
    {
        RequireServers();
        await using var vision = await VisionApp.StartAsync("--topology", "local", "--replicas", "2");
        using var client = vision.Client(VisionApp.Inference);
        var image = TinyBmp.Noise(30_001);

        var answer = await client.DetectAsync(image);
        var id = answer.GetProperty("id").GetGuid();
        var sha256 = answer.GetProperty("image").GetProperty("sha256").GetString();
        await Until.TrueAsync("it is listed", async token => (await client.ListAsync(token)).Any(prediction => prediction.Id == id), Patience);

        Assert.Equal(1, await CountRowsAsync(vision, id, Token));
        var link = await client.GetFromJsonAsync($"/v1/images/{sha256}/link", WireJson.Default.ImageLink, Token);
        Assert.StartsWith(vision.App.GetEndpoint("minio", "http").ToString(), link!.Url, StringComparison.Ordinal);
        using var anybody = new HttpClient();
        Assert.Equal(image, await anybody.GetByteArrayAsync(link.Url, Token));

        Assert.Contains(await KeysAsync(vision), key => key.StartsWith("vision:cache:", StringComparison.Ordinal) && key.Contains(sha256!, StringComparison.Ordinal));
        Assert.True(await AllReplicasHitAsync(vision, image));

        var found = await client.GetFromJsonAsync($"/v1/predictions?image={sha256}", WireJson.Default.PredictionPage, Token);
        Assert.Contains(found!.Items, prediction => prediction.Id == id);
    }

    [Fact]
    public async Task The_button_on_the_dashboard_sends_a_sample_image()
    {
        RequireServers();
        await using var vision = await VisionApp.StartAsync("--topology", "local");
        using var client = vision.Client(VisionApp.Inference);

        var result = await vision.App.ResourceCommands.ExecuteCommandAsync(VisionApp.Inference, "send-sample-photo", Token);

        Assert.True(result.Success, result.Message);
        var seen = await Until.FoundAsync<Prediction>("what was seen", async token => (await client.ListAsync(token)).SingleOrDefault(), Patience);
        Assert.NotEmpty(seen.Detections);
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("minio")]
    [InlineData("redis")]
    public async Task Images_are_detected_while_a_server_is_down_and_stored_afterwards(string server)
    {
        RequireServers();
        await using var vision = await VisionApp.StartAsync("--topology", "local");
        using var client = vision.Client(VisionApp.Inference);

        await vision.KillAsync(server);
        var ids = new List<Guid>();
        for (var number = 0; number < 10; number++)
        {
            ids.Add((await client.DetectAsync(TinyBmp.Noise(31_000 + number))).GetProperty("id").GetGuid());
        }

        await vision.StartAgainAsync(server);

        await Until.TrueAsync(
            "all are kept",
            async token =>
            {
                using var answer = await client.GetAsync("/v1/predictions?limit=100", token);
                var page = answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync(WireJson.Default.PredictionPage, token) : null;
                return page is not null && !ids.Except(page.Items.Select(prediction => prediction.Id)).Any();
            },
            Patience);
    }

    /// <summary>Skips the test if this machine lacks the programs of the local topology.</summary>
    internal static void RequireServers()
    {
        Assert.SkipUnless(Directory.Exists("/usr/lib/postgresql") || TestTools.Program("initdb") is not null, "PostgreSQL is not installed");
        Assert.SkipUnless(TestTools.Program("redis-server") is not null, "redis-server is not installed");
        Assert.SkipUnless(TestTools.Program("node") is not null && TestTools.Package("s3rver/package.json") is not null, "s3rver is not there: ./vision test fetches it with npm");
    }

    private static async Task<long> CountRowsAsync(VisionApp vision, Guid id, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create((await vision.App.GetConnectionStringAsync("vision-logs", cancellationToken))!);
        await using var command = database.CreateCommand("SELECT count(*) FROM cv_tenant_default.object_detections WHERE id = $1");
        command.Parameters.AddWithValue(id);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(VisionApp vision)
    {
        var options = ConfigurationOptions.Parse((await vision.App.GetConnectionStringAsync("redis", Token))!);
        using var redis = await ConnectionMultiplexer.ConnectAsync(options);
        return [.. redis.GetServer(options.EndPoints[0]).Keys().Select(key => key.ToString())];
    }

    /// <summary>Sends one request per connection; each connection reaches the next replica.</summary>
    private static async Task<bool> AllReplicasHitAsync(VisionApp vision, byte[] image)
    {
        for (var i = 0; i < 4; i++)
        {
            using var client = vision.Client(VisionApp.Inference);
            using var answer = await client.SendImageAsync(image, Token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            if (answer.Headers.GetValues(CacheHeaders.Name).Single() != "hit")
            {
                return false;
            }
        }

        return true;
    }
}
