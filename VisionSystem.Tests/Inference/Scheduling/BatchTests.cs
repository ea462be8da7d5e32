using Microsoft.ML.OnnxRuntime;
using VisionSystem.Inference.Scheduling;

namespace VisionSystem.Tests.Inference.Scheduling;

public sealed class BatchTests
{
    private static readonly byte[][] Images = [.. Directory.GetFiles(InferenceApplication.Samples, "*.jpg").Order().Take(4).Select(File.ReadAllBytes)];
    private static readonly (float Confidence, int Most)[] Thresholds = [(0.25f, 300), (0.6f, 300), (0.05f, 3), (0.4f, 1)];

    [Fact]
    public async Task Each_image_of_a_batch_gets_the_result_of_a_separate_run()
    {
        var alone = await AloneAsync();
        using var service = new BatchedService(("CV_MAX_BATCH", "4"), ("CV_MAX_BATCH_DELAY_MS", "1000"));
        await service.ReadyAsync();
        using var engine = new HeldEngine(service.Hook);
        engine.Release();

        for (var round = 0; round < 3; round++)
        {
            var together = await TogetherAsync(service);
            foreach (var (image, answer) in together.Index())
            {
                AssertSame(alone[image], answer);
            }
        }

        Assert.Equal(3, engine.Begun);
    }

    [Fact]
    public async Task An_image_that_cannot_be_read_fails_alone()
    {
        var alone = await AloneAsync();
        using var service = new BatchedService(("CV_MAX_BATCH", "3"), ("CV_MAX_BATCH_DELAY_MS", "1000"));
        await service.ReadyAsync();
        var broken = service.RunAsync(Images[3][..(Images[3].Length / 2)], 0.25f, 300).AsTask();
        var whole = Enumerable.Range(0, 3).Select(image => service.RunAsync(Images[image], Thresholds[image].Confidence, Thresholds[image].Most).AsTask()).ToList();

        Assert.Equal("image-corrupt", (await broken).Problem?.Kind.Slug);
        foreach (var (image, outcome) in (await Task.WhenAll(whole)).Index())
        {
            AssertSame(alone[image], outcome.Result);
        }
    }

    [Fact]
    public async Task A_batch_that_the_engine_fails_on_is_run_one_by_one()
    {
        var alone = await AloneAsync();
        using var service = new BatchedService(("CV_MAX_BATCH", "4"), ("CV_MAX_BATCH_DELAY_MS", "1000"));
        await service.ReadyAsync();
        var runs = 0;
        service.Hook.BeforeRun = _ =>
        {
            if (Interlocked.Increment(ref runs) is 1 or 3)
            {
                using var session = new InferenceSession("no model"u8.ToArray());
            }
        };

        var outcomes = await Task.WhenAll(Send(service));

        Assert.Equal(5, runs);
        Assert.Single(outcomes, outcome => outcome.Problem?.Kind.Slug == "inference-failed");
        foreach (var (image, outcome) in outcomes.Index().Where(each => each.Item.Result is not null))
        {
            AssertSame(alone[image], outcome.Result);
        }
    }

    [Fact]
    public async Task Images_run_in_the_order_of_their_arrival()
    {
        using var service = new BatchedService(("Vision:Execution:ConcurrentRuns", "1"), ("CV_QUEUE_LIMIT", "20"), ("Vision:Decoding:Places", "1"));
        await service.ReadyAsync();
        using var engine = new HeldEngine(service.Hook);
        var ended = new List<int>();
        var sent = new List<Task>();
        for (var number = 0; number < 12; number++)
        {
            sent.Add(RunAsync(number));
            await Until.TrueAsync("it is admitted", () => service.Queue.Admitted == sent.Count);
        }

        engine.Release();
        await Task.WhenAll(sent);
        Assert.Equal(Enumerable.Range(0, 12), ended);

        async Task RunAsync(int number)
        {
            await service.RunAsync(Images[number % 4], 0.25f, 300);
            lock (ended)
            {
                ended.Add(number);
            }
        }
    }

    private static async Task<InferenceResult[]> AloneAsync()
    {
        using var service = new BatchedService();
        await service.ReadyAsync();
        Assert.Equal(1, service.Queue.Limits.ImagesPerRun);
        var answers = new List<InferenceResult>();
        foreach (var (image, (confidence, most)) in Images.Zip(Thresholds))
        {
            answers.Add((await service.RunAsync(image, confidence, most)).Result!);
        }

        return [.. answers];
    }

    private static Task<InferenceOutcome>[] Send(BatchedService service) =>
        [.. Images.Zip(Thresholds, (image, asked) => service.RunAsync(image, asked.Confidence, asked.Most).AsTask())];

    private static async Task<InferenceResult?[]> TogetherAsync(BatchedService service) =>
        [.. (await Task.WhenAll(Send(service))).Select(outcome => outcome.Result)];

    private static void AssertSame(InferenceResult expected, InferenceResult? found)
    {
        Assert.NotNull(found);
        Assert.Equal(expected.Header, found.Header);
        Assert.Equal(expected.Detections.Select(each => each.Class), found.Detections.Select(each => each.Class));
        foreach (var (one, other) in expected.Detections.Zip(found.Detections))
        {
            Assert.Equal(one.Confidence, other.Confidence, 1e-4);
            Assert.Equal(one.Box.X1, other.Box.X1, 0.05);
            Assert.Equal(one.Box.Y1, other.Box.Y1, 0.05);
            Assert.Equal(one.Box.X2, other.Box.X2, 0.05);
            Assert.Equal(one.Box.Y2, other.Box.Y2, 0.05);
        }
    }
}
