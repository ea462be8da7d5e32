using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using VisionSystem.Bench.Servers;
using VisionSystem.Contracts;

namespace VisionSystem.Bench.Store;

/// <summary>Predictions as inference-service delivers them, made before anything is timed: each has five boxes of three classes.</summary>
internal static class Deliveries
{
    /// <summary>As many as inference-service sends at once.</summary>
    public const int BatchSize = 64;

    /// <summary>As many senders as there are replicas of inference-service in the guide's overlay.</summary>
    public const int Senders = 4;

    private static readonly string[] Classes = ["person", "forklift", "pallet"];
    private static readonly byte[] Image = [.. Enumerable.Range(0, 4096).Select(i => (byte)(i * 31))];
    private static readonly string Sha256 = Convert.ToHexStringLower(SHA256.HashData(Image));

    /// <summary>Batches of new predictions on one image.</summary>
    public static IReadOnlyList<Prediction>[] Make(int batches) =>
        [.. Enumerable.Range(0, batches).Select(_ => (IReadOnlyList<Prediction>)[.. Enumerable.Range(0, BatchSize).Select(One)])];

    /// <summary>Has the image stored, and with it the tenant and the month made.</summary>
    public static async Task BeginAsync(RunningServer service, CancellationToken cancellationToken)
    {
        using var http = Client(service);
        using var body = Body(JsonOf([One(0)]));
        body.Add(new ByteArrayContent(Image), PredictionBatch.ImagePart, Sha256);
        await SendAsync(http, body, cancellationToken);
    }

    /// <summary>Sends batches over HTTP, several at a time; predictions a second.</summary>
    public static async Task<double> OverHttpAsync(RunningServer service, IReadOnlyList<Prediction>[] batches, CancellationToken cancellationToken)
    {
        using var http = Client(service);
        var bodies = Array.ConvertAll(batches, JsonOf);
        return await TimeAsync(bodies, async body =>
        {
            using var content = Body(body);
            await SendAsync(http, content, cancellationToken);
        });
    }

    /// <summary>Hands batches to something else in the same way; predictions a second.</summary>
    public static async Task<double> TimeAsync<T>(IReadOnlyCollection<T> batches, Func<T, Task> send)
    {
        var queue = new ConcurrentQueue<T>(batches);
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            while (queue.TryDequeue(out var batch))
            {
                await send(batch);
            }
        })));
        return batches.Count * BatchSize / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static Prediction One(int i)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new Prediction
        {
            Id = Guid.CreateVersion7(now),
            CreatedAt = now,
            Tenant = TenantName.Default,
            Model = new ModelReference("yolov8n", "8.0+01234567", "detect"),
            Image = new ImageReference(640, 480, Sha256, "jpeg"),
            ImageBytes = Image.Length,
            ColorMode = "rgb",
            Filename = "dock-3.jpg",
            Source = "dock-3",
            Brightness = 0.4375,
            Detections =
            [
                .. Enumerable.Range(0, 5).Select(box => new Detection(Classes[(i + (box / 2)) % 3], (i + (box / 2)) % 3, 0.9f - (box * 0.1f), new Box(box * 100.5f, 20.25f, (box * 100.5f) + 80, 240.125f))),
            ],
            TimingsMs = new Timings(2.1, 0.8, 0.3, 31.7, 0.4, 35.4),
            Provider = "cpu",
            Parameters = new PredictionParameters(0.25f, 0.45f, 300),
        };
    }

    private static HttpClient Client(RunningServer service) => new() { BaseAddress = new Uri($"http://{service.EndPoint}") };

    private static byte[] JsonOf(IReadOnlyList<Prediction> batch) => JsonSerializer.SerializeToUtf8Bytes(batch, WireJson.Default.IReadOnlyListPrediction);

    private static MultipartFormDataContent Body(byte[] json)
    {
        var predictions = new ByteArrayContent(json);
        predictions.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new MultipartFormDataContent { { predictions, PredictionBatch.PredictionsPart } };
    }

    private static async Task SendAsync(HttpClient http, HttpContent body, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsync(new Uri(PredictionBatch.Path, UriKind.Relative), body, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new ServerException($"a delivery was refused: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }
}
