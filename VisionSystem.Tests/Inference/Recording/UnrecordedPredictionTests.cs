using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using VisionSystem.Bench.Servers;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.Inference.Recording;

/// <summary>
/// Tests images whose prediction cannot be recorded: rejected before any work, or returned with the actual recording state.
/// </summary>
public sealed class UnrecordedPredictionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly byte[] NoImage = "no photo at all"u8.ToArray();
    private static readonly byte[] Sample = File.ReadAllBytes(Path.Combine(InferenceApplication.Samples, "shelf.jpg"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_spool_refuses_images_before_decoding_unless_recording_is_off()
    {
        await using var service = FullService();
        using var client = await FullClientAsync(service);

        // Decoding it would return 415.
        using var raw = await client.SendRawAsync(NoImage);
        using var multipart = await client.SendAsync(NoImage);
        using var buffered = await client.SendAsync(NoImage, "?recording=buffered");
        using var wrong = await client.SendAsync(NoImage, "?recording=sometimes");
        using var off = await client.SendAsync(Sample, "?recording=off");
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Sample), "image", "a.jpg" }, { new StringContent("off"), "recording" } };
        using var offByForm = await client.PostAsync("/v1/detect", form, Token);

        foreach (var refused in new[] { raw, multipart, buffered })
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            var problem = await refused.ProblemAsync();
            Assert.Equal("spool-full", problem.Slug());
            Assert.Contains("recording=off", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
        }

        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (off.StatusCode, offByForm.StatusCode));
        Assert.False((await off.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("recorded").GetBoolean());
    }

    [Fact]
    public async Task A_full_spool_refuses_a_request_before_its_body_arrives()
    {
        await using var service = FullService();
        using var client = await FullClientAsync(service);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, client.BaseAddress!.Port, Token);

        await socket.SendAsync(Encoding.ASCII.GetBytes($"POST /v1/detect HTTP/1.1\r\nHost: {client.BaseAddress.Authority}\r\nContent-Type: image/jpeg\r\nContent-Length: 1000000\r\n\r\n"), Token);
        var buffer = new byte[64];
        var read = await socket.ReceiveAsync(buffer, Token);

        Assert.StartsWith("HTTP/1.1 503 ", Encoding.ASCII.GetString(buffer, 0, read), StringComparison.Ordinal);
    }

    [Fact]
    public async Task If_configured_a_full_spool_is_reported_as_unrecorded_instead_of_refused()
    {
        await using var service = FullService(("CV_SPOOL_WHEN_FULL", "unrecorded"));
        using var client = await service.ReadyClientAsync();
        await Until.TrueAsync("the spool is full", async _ => !await RecordedAsync(client, ""), Patience);

        Assert.False(await RecordedAsync(client, "?recording=buffered"));
    }

    [Fact]
    public async Task On_a_full_disk_no_mode_reports_recorded_and_health_states_the_reason()
    {
        using var disk = SmallDisk.Mount(megabytes: 8);
        await using var service = new InferenceApplication(("Vision:Recording:Path", disk.Path));
        using var client = await service.ReadyClientAsync();
        Assert.True(await RecordedAsync(client, "?recording=buffered"));
        await Until.TrueAsync("it is delivered", async token => (await SpoolAsync(client, token)).GetProperty("data").GetProperty("waiting").GetInt64() == 0, Patience);
        disk.Fill();

        foreach (var mode in new[] { "buffered", "durable" })
        {
            using var refused = await client.SendAsync(Sample, "?recording=" + mode);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            var problem = await refused.ProblemAsync();
            Assert.Equal("spool-full", problem.Slug());
            Assert.Contains("the disk is full", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        Assert.False(await RecordedAsync(client, "?recording=off"));
        var spool = await SpoolAsync(client, Token);
        Assert.Equal(("Unhealthy", "Predictions cannot be recorded: the disk is full (CV_SPOOL_PATH)"), (spool.GetProperty("status").GetString(), spool.GetProperty("description").GetString()));

        disk.Free();
        await Until.TrueAsync("images are accepted again", async _ => (await client.SendAsync(Sample, "?recording=buffered")).IsSuccessStatusCode, Patience);
        Assert.True(await RecordedAsync(client, "?recording=durable"));
        Assert.Equal("Healthy", (await SpoolAsync(client, Token)).GetProperty("status").GetString());
    }

    /// <summary>The disk is full before the first image arrives.</summary>
    [Fact]
    public async Task Health_detects_a_full_disk_without_an_image()
    {
        using var disk = SmallDisk.Mount(megabytes: 8);
        await using var service = new InferenceApplication(("Vision:Recording:Path", disk.Path));
        using var client = service.CreateClient();
        disk.Fill();

        Assert.Equal("Predictions cannot be recorded: the disk is full (CV_SPOOL_PATH)", (await SpoolAsync(client, Token)).GetProperty("description").GetString());
    }

    private static InferenceApplication FullService(params (string Key, string Value)[] settings) =>
        new([("Vision:Logging:Url", $"http://127.0.0.1:{FreePort.Take()}"), ("CV_SPOOL_MAX_SIZE", "1mb"), .. settings]);

    private static async Task<HttpClient> FullClientAsync(InferenceApplication service)
    {
        var client = await service.ReadyClientAsync();
        await Until.TrueAsync("the spool is full", async _ => (await client.SendAsync(Sample)).StatusCode == HttpStatusCode.ServiceUnavailable, Patience);
        return client;
    }

    private static async Task<bool> RecordedAsync(HttpClient client, string query)
    {
        using var answer = await client.SendAsync(Sample, query);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("recorded").GetBoolean();
    }

    private static async Task<JsonElement> SpoolAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var answer = await client.GetAsync("/health", cancellationToken);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("checks").GetProperty("spool");
    }
}
