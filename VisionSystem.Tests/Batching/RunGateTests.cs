using VisionSystem.Inference.Batching;

namespace VisionSystem.Tests.Batching;

public sealed class RunGateTests
{
    [Fact]
    public void Refuses_exactly_those_beyond_the_queue()
    {
        using var gate = new RunGate(concurrent: 2, queueLimit: 3);
        var admissions = Enumerable.Range(0, 9).Select(_ => gate.TryEnter()).ToList();
        Assert.Equal(5, admissions.Count(admission => admission is not null));
        Assert.Equal((5, 3), (gate.Admitted, gate.Waiting));

        admissions[0]!.Dispose();
        Assert.NotNull(gate.TryEnter());
        Assert.Null(gate.TryEnter());
    }

    [Fact]
    public async Task Lets_the_next_one_run_when_one_leaves()
    {
        using var gate = new RunGate(concurrent: 1, queueLimit: 1);
        var (first, second) = (gate.TryEnter()!, gate.TryEnter()!);
        await first.WaitAsync(TestContext.Current.CancellationToken);
        var waiting = second.WaitAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);

        first.Dispose();
        await waiting;
        second.Dispose();
        Assert.Equal(0, gate.Admitted);
    }

    [Fact]
    public async Task Frees_the_place_of_one_that_gives_up_waiting()
    {
        using var gate = new RunGate(concurrent: 1, queueLimit: 1);
        var first = gate.TryEnter()!;
        await first.WaitAsync(TestContext.Current.CancellationToken);
        using var gone = new CancellationTokenSource();
        var second = gate.TryEnter()!;
        var waiting = second.WaitAsync(gone.Token).AsTask();

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        second.Dispose();
        Assert.Equal(1, gate.Admitted);

        first.Dispose();
        using var third = gate.TryEnter()!;
        await third.WaitAsync(TestContext.Current.CancellationToken);
    }
}
