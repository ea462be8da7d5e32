using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Inference.Scheduling;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Inference.Scheduling;

/// <summary>A tenant that floods the service delays and displaces only itself.</summary>
public sealed class FairnessTests
{
    private const string Flood = "flood";
    private const string Other = "other";
    private static readonly byte[] Sample = File.ReadAllBytes(Path.Combine(InferenceApplication.Samples, "shelf.jpg"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task An_image_runs_in_one_of_the_next_two_batches_behind_two_hundred_of_another_tenant(int imagesPerRun)
    {
        using var service = new BatchedService();
        await service.ReadyAsync();
        using var queue = new ModelQueue(new BatchLimits(1, imagesPerRun, 400, TimeSpan.Zero), TimeProvider.System);
        for (var image = 0; image < 200; image++)
        {
            queue.Enqueue(Request(service, Flood));
        }

        Assert.Equal([Flood], Batch(queue, imagesPerRun).Distinct());
        queue.Enqueue(Request(service, Other));

        Assert.Contains(Other, (string[])[.. Batch(queue, imagesPerRun), .. Batch(queue, imagesPerRun)]);
    }

    [Fact]
    public async Task Tenants_run_in_turn_and_each_in_the_order_of_arrival()
    {
        using var service = new BatchedService();
        await service.ReadyAsync();
        using var queue = new ModelQueue(new BatchLimits(1, 1, 400, TimeSpan.Zero), TimeProvider.System);
        InferenceRequest[] sent = [.. "aaaabbc".Select(tenant => Request(service, $"{tenant}"))];
        Array.ForEach(sent, request => queue.Enqueue(request));

        var batch = new InferenceRequest[1];
        var ran = new List<InferenceRequest>();
        while (queue.DequeueBatch(batch, WorkerKind.Normal, out _) > 0)
        {
            ran.Add(batch[0]);
        }

        Assert.Equal("abcabaa", string.Concat(ran.Select(request => request.Tenant)));
        Assert.Equal(sent.Where(request => request.Tenant == "a"), ran.Where(request => request.Tenant == "a"));
    }

    /// <summary>On a CPU, the flood continues at low priority and the other tenant's image runs beside it, but not more often than in turn.</summary>
    [Fact]
    public async Task An_image_of_a_tenant_with_few_runs_beside_the_flood_and_never_takes_more_than_its_share()
    {
        using var service = new BatchedService();
        await service.ReadyAsync();
        using var queue = new ModelQueue(new BatchLimits(1, 1, 400, TimeSpan.Zero) { Express = true }, TimeProvider.System);
        var batch = new InferenceRequest[1];
        Assert.Equal(WorkerKind.Normal, Enqueue(Flood));
        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(WorkerKind.None, Enqueue(Flood)));
        Assert.Equal(1, queue.DequeueBatch(batch, WorkerKind.Normal, out _));

        Assert.Equal(WorkerKind.Express, Enqueue(Other));
        Assert.Equal(1, queue.DequeueBatch(batch, WorkerKind.Express, out _));
        Assert.Equal(Other, batch[0].Tenant);
        Assert.Equal(0, queue.DequeueBatch(batch, WorkerKind.Express, out _));
        queue.Release(Other);

        // The flood had no turn since then, so the next image waits for its own.
        Assert.Equal(WorkerKind.None, Enqueue(Other));
        Assert.Equal((0, WorkerKind.Background), (queue.DequeueBatch(batch, WorkerKind.Normal, out var successor), successor));
        Assert.Equal((1, Flood), (queue.DequeueBatch(batch, WorkerKind.Background, out _), batch[0].Tenant));
        Assert.Equal((1, Other), (queue.DequeueBatch(batch, WorkerKind.Background, out _), batch[0].Tenant));
        queue.Release(Other);
        Assert.Equal(WorkerKind.Express, Enqueue(Other));

        WorkerKind Enqueue(string tenant)
        {
            Assert.Equal(AdmissionVerdict.Admitted, queue.Admit(tenant, Deadline.None(Token)).Verdict);
            return queue.Enqueue(Request(service, tenant));
        }
    }

    [Fact]
    public async Task Runs_of_the_service_itself_do_not_compete_with_a_tenant()
    {
        using var service = new BatchedService();
        await service.ReadyAsync();
        using var queue = new ModelQueue(new BatchLimits(2, 1, 400, TimeSpan.Zero) { Express = true }, TimeProvider.System);
        foreach (var tenant in (string[])["", Other])
        {
            Assert.Equal(AdmissionVerdict.Admitted, queue.Admit(tenant, Deadline.None(Token)).Verdict);
            Assert.Equal(WorkerKind.Normal, queue.Enqueue(Request(service, tenant)));
        }
    }

    /// <summary>A real service: the flood's runs are held, and the other tenant's image gets its result nevertheless.</summary>
    [Fact]
    public async Task A_result_does_not_wait_for_the_runs_of_a_flood()
    {
        using var service = new BatchedService(("Vision:Execution:ConcurrentRuns", "1"), ("CV_QUEUE_LIMIT", "200"), ("Vision:Execution:Providers", "cpu"));
        await service.ReadyAsync();
        using var engine = new HeldEngine(service.Hook);
        List<Task<InferenceOutcome>> flood = [.. Enumerable.Range(0, 200).Select(_ => service.RunAsync(Flood, Sample).AsTask())];
        await Until.TrueAsync("a run of the flood has begun", () => engine.Begun == 1 && service.Queue.Admitted == 200);

        service.Hook.BeforeRun = null;
        Assert.NotNull((await service.RunAsync(Other, Sample)).Result);
        Assert.Equal(0, flood.Count(image => image.IsCompleted));

        engine.Release();
        Assert.All(await Task.WhenAll(flood), outcome => Assert.NotNull(outcome.Result));
    }

    [Fact]
    public void A_full_queue_admits_each_other_tenant_up_to_its_share()
    {
        using var queue = new ModelQueue(new BatchLimits(2, 1, 10, TimeSpan.Zero), TimeProvider.System);
        var flood = Admitted(queue, Flood);
        var other = Admitted(queue, Other);
        var third = Admitted(queue, "third");

        Assert.Equal((12, 6, 4), (flood.Count, other.Count, third.Count));
        flood.ForEach(admission => admission.Dispose());
        Assert.Equal(10, queue.Admitted);
        Assert.Equal(2, Admitted(queue, Other).Count);
    }

    [Fact]
    public void The_estimated_wait_counts_the_images_of_the_tenants_turns_only()
    {
        using var queue = new ModelQueue(new BatchLimits(1, 1, 400, TimeSpan.Zero), TimeProvider.System);
        queue.ServiceTime.Add(TimeSpan.FromSeconds(1));
        for (var image = 0; image < 200; image++)
        {
            Assert.Equal(AdmissionVerdict.Admitted, queue.Admit(Flood, Deadline.None(Token)).Verdict);
        }

        using var deadline = new Deadline(TimeSpan.FromSeconds(5), TimeProvider.System, Token);
        Assert.Equal((AdmissionVerdict.TooLate, 200), (queue.Admit(Flood, deadline).Verdict, queue.Admit(Flood, deadline).Ahead));
        Assert.Equal((AdmissionVerdict.Admitted, 1), (queue.Admit(Other, deadline).Verdict, queue.Admit("third", deadline).Ahead - 1));
    }

    [Fact]
    public async Task A_gate_that_one_tenant_fills_opens_for_another_and_then_serves_them_in_turn()
    {
        var gate = new TenantGate(places: 2, reserved: 2);
        Assert.All(Acquire(gate, Flood, 2), place => Assert.True(place.IsCompletedSuccessfully));
        var flood = Acquire(gate, Flood, 3);
        var first = gate.AcquireAsync(Other, Token).AsTask();
        var others = Acquire(gate, Other, 2);
        Assert.True(first.IsCompletedSuccessfully);
        Assert.All([.. flood, .. others], place => Assert.False(place.IsCompleted));

        gate.Release(Other);
        Assert.All([.. flood, .. others], place => Assert.False(place.IsCompleted));
        gate.Release(Flood);
        gate.Release(Flood);

        await Until.TrueAsync("one place went to each", () => flood.Count(place => place.IsCompleted) == 1 && others.Count(place => place.IsCompleted) == 1);
    }

    [Fact]
    public async Task A_cancelled_wait_takes_no_place()
    {
        var gate = new TenantGate(places: 1, reserved: 0);
        await gate.AcquireAsync(Flood, Token);
        using var cancelled = new CancellationTokenSource();
        var abandoned = gate.AcquireAsync(Other, cancelled.Token).AsTask();
        var next = gate.AcquireAsync(Flood, Token).AsTask();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);

        gate.Release(Flood);
        await next;
        gate.Release(Flood);
        Assert.True(gate.AcquireAsync(Other, Token).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public void Turns_and_counts_allocate_nothing_in_the_steady_state()
    {
        var (turns, counts) = (new TenantTurns<object>(), new TenantCounts());
        string[] tenants = [Flood, Other, "third"];
        Cycle();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 100; round++)
        {
            Cycle();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Cycle()
        {
            for (var image = 0; image < 30; image++)
            {
                turns.Enqueue(tenants[image % 3], tenants);
                counts.Increment(tenants[image % 3]);
            }

            while (turns.TryDequeue(out _, out var tenant))
            {
                counts.Decrement(tenant);
            }
        }
    }

    /// <summary>Through HTTP: the flood occupies the complete queue, and the other tenant's image is admitted and returned.</summary>
    [Fact]
    public async Task A_tenant_that_fills_the_queue_is_refused_and_no_other()
    {
        using var service = new BatchedService(("Vision:Execution:ConcurrentRuns", "1"), ("CV_QUEUE_LIMIT", "20"));
        await service.ReadyAsync();
        using var engine = new HeldEngine(service.Hook);
        List<Task<InferenceOutcome>> flood = [.. Enumerable.Range(0, 21).Select(_ => service.RunAsync(Flood, Sample).AsTask())];
        await Until.TrueAsync("the queue is full", () => service.Queue.Admitted == 21);

        var immediate = service.RunAsync(Flood, Sample);
        var isImmediate = immediate.IsCompleted;
        var other = service.RunAsync(Other, Sample).AsTask();
        await Until.TrueAsync("the other tenant's image is admitted", () => service.Queue.Admitted == 22);

        // While tenants compete, a refusal is delayed, so that a client that retries immediately does not occupy the processor.
        var delayed = service.RunAsync(Flood, Sample);
        var isDelayed = !delayed.IsCompleted;

        // Every run ends before an assertion can fail, because a failed test disposes of the engine.
        engine.Release();
        var outcomes = await Task.WhenAll([.. flood, other]);
        Assert.All(outcomes, outcome => Assert.NotNull(outcome.Result));
        Assert.Equal(("queue-full", true), ((await immediate).Problem?.Kind.Slug, isImmediate));
        Assert.Equal(("queue-full", true), ((await delayed).Problem?.Kind.Slug, isDelayed));
        Assert.Equal(0, service.Queue.Admitted);
    }

    private static InferenceRequest Request(BatchedService service, string tenant)
    {
        new ImageCodecs(new ImagingOptions(), NullLogger<ImageCodecs>.Instance).ReadHeader(Sample, out var header, out _);
        return new InferenceRequest(
            tenant, header, service.Model, new DetectionParameters(0.25f, 0.45f, 300, ClassFilter.All), new StageTimer(TimeProvider.System), Deadline.None(Token));
    }

    private static List<string> Batch(ModelQueue queue, int size)
    {
        var batch = new InferenceRequest[size];
        return [.. batch[..queue.DequeueBatch(batch, WorkerKind.Normal, out _)].Select(request => request.Tenant)];
    }

    private static List<Admission> Admitted(ModelQueue queue, string tenant)
    {
        var admitted = new List<Admission>();
        while (queue.Admit(tenant, Deadline.None(Token)) is { Verdict: AdmissionVerdict.Admitted } admission)
        {
            admitted.Add(admission);
        }

        return admitted;
    }

    private static List<Task> Acquire(TenantGate gate, string tenant, int count) => [.. Enumerable.Range(0, count).Select(_ => gate.AcquireAsync(tenant, Token).AsTask())];
}
