using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using VisionSystem.Tests.Vision.Imaging;

namespace VisionSystem.Tests.EndToEnd;

[Collection(nameof(OwnApp))]
public sealed class KilledServiceTests
{
    private const int Images = 200;
    private const int AnsweredBeforeTheKill = 60;

    private static readonly TimeSpan Delivery = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Killing_logging_service_loses_no_image_and_refuses_none()
    {
        await using var vision = await VisionApp.StartAsync();
        using var client = vision.Client(VisionApp.Inference);

        var answered = await SendAllAsync(client, () => vision.KillAsync(VisionApp.Logging));

        Assert.Equal(Images, answered.Count);
        await vision.StartAgainAsync(VisionApp.Logging);
        Assert.Equal(answered.Order(), (await ListedAsync(client, answered)).Order());
    }

    [Fact]
    public async Task Killing_yolo_inference_keeps_every_acknowledged_image_once()
    {
        await using var vision = await VisionApp.StartAsync();
        using var client = vision.Client(VisionApp.Inference);

        var answered = await SendAllAsync(client, () => vision.KillAsync(VisionApp.Inference));

        Assert.InRange(answered.Count, AnsweredBeforeTheKill, Images);
        await vision.StartAgainAsync(VisionApp.Inference);
        var listed = await ListedAsync(client, answered);
        Assert.Equal(listed.Count, listed.Distinct().Count());
    }

    /// <summary>
    /// Sends all images, four concurrently, calls <paramref name="strike"/> after some responses, and returns the ids of the
    /// successful responses.
    /// </summary>
    private static async Task<List<Guid>> SendAllAsync(HttpClient client, Func<Task> strike)
    {
        var answered = new ConcurrentBag<Guid>();
        var mayStrike = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var struck = StrikeAsync();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForAsync(0, Images, parallel, async (number, token) =>
        {
            try
            {
                using var answer = await client.SendImageAsync(TinyBmp.Noise(number), token);
                var text = await answer.Content.ReadAsStringAsync(token);
                Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{(int)answer.StatusCode}: {text}");
                answered.Add(JsonSerializer.Deserialize<JsonElement>(text).GetProperty("id").GetGuid());
                if (answered.Count >= AnsweredBeforeTheKill)
                {
                    mayStrike.TrySetResult();
                }
            }
            catch (HttpRequestException)
            {
                // No response: the service was killed. The test decides whether that is allowed.
            }
        });
        await struck;
        return [.. answered];

        async Task StrikeAsync()
        {
            await mayStrike.Task.WaitAsync(TestContext.Current.CancellationToken);
            await strike();
        }
    }

    private static Task<List<Guid>> ListedAsync(HttpClient client, List<Guid> wanted) => Until.FoundAsync<List<Guid>>(
        $"{wanted.Count} predictions in the list",
        async token =>
        {
            var ids = (await client.ListAsync(token)).ConvertAll(prediction => prediction.Id);
            return wanted.Except(ids).Any() ? null : ids;
        },
        Delivery);
}
