using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using VisionSystem.Tests.EndToEnd;
using VisionSystem.Tests.Logging;
using VisionSystem.Tests.Vision.Imaging;

namespace VisionSystem.Tests.Chaos;

/// <summary>Sends images at a constant rate, regardless of outstanding responses, and records each response.</summary>
internal sealed class ImageLoad : IAsyncDisposable
{
    public const double PerSecond = 15;

    /// <summary>One image in this number repeats an earlier one.</summary>
    private const int Repeated = 5;

    private readonly HttpClient _client;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _sending;
    private readonly ConcurrentBag<string> _failures = [];
    private int _sent;

    public ImageLoad(HttpClient client)
    {
        _client = client;
        _sending = Task.Run(SendAsync);
    }

    /// <summary>Image number by prediction id, for each successful response.</summary>
    public ConcurrentDictionary<Guid, int> Answered { get; } = new();

    /// <summary>The number of responses by problem slug.</summary>
    public ConcurrentDictionary<string, int> Refused { get; } = new();

    /// <summary>The scheduled time of each image from the start, its response time, and whether it was rejected.</summary>
    public ConcurrentQueue<(TimeSpan Due, double Milliseconds, bool IsRefused)> Times { get; } = new();

    /// <summary>Responses that were neither a result nor a problem, and exceptions.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>Waits until this number of additional images has received a response of any kind.</summary>
    public Task UntilMoreAsync(int count)
    {
        var wanted = Times.Count + count;
        return Until.TrueAsync(
            $"{count} more photos",
            _ =>
            {
                Assert.Empty(_failures);
                return Task.FromResult(Times.Count >= wanted);
            },
            TimeSpan.FromMinutes(1));
    }

    /// <summary>Stops sending and waits for outstanding responses.</summary>
    public async Task StopAsync()
    {
        await _end.CancelAsync();
        await _sending;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _end.Dispose();
    }

    private async Task SendAsync()
    {
        var pending = new List<Task>();
        while (!_end.IsCancellationRequested)
        {
            var number = _sent++;
            var due = TimeSpan.FromSeconds(number / PerSecond);
            await Task.Delay(due > Elapsed ? due - Elapsed : TimeSpan.Zero, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pending.Add(SendAsync(number % Repeated == 0 ? number / 2 : number, due));
        }

        await Task.WhenAll(pending);
    }

    private async Task SendAsync(int image, TimeSpan due)
    {
        try
        {
            using var answer = await _client.SendImageAsync(TinyBmp.Noise(image), CancellationToken.None);
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>(CancellationToken.None);
            Times.Enqueue((due, (Elapsed - due).TotalMilliseconds, answer.StatusCode != HttpStatusCode.OK));
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                Answered[body.GetProperty("id").GetGuid()] = image;
            }
            else
            {
                Refused.AddOrUpdate(body.Slug()!, 1, (_, count) => count + 1);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException)
        {
            _failures.Add($"photo {image} at {due.TotalSeconds:0.0} s: {exception.Message}");
        }
    }
}
