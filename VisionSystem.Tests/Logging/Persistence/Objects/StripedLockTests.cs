using System.Collections.Concurrent;
using VisionSystem.Logging.Persistence.Objects;

namespace VisionSystem.Tests.Logging.Persistence.Objects;

public sealed class StripedLockTests
{
    private readonly StripedLock _turns = new();

    [Fact]
    public async Task Work_waits_only_for_work_on_the_same_key()
    {
        var (held, order) = (new TaskCompletionSource(), new ConcurrentQueue<string>());
        Task[] same = [RunAsync("a", held.Task), RunAsync("a", Task.CompletedTask, "a again")];

        // Some keys may share a stripe with it.
        Task[] others = [.. Enumerable.Range(0, 20).Select(i => RunAsync($"b{i}", Task.CompletedTask))];
        await Task.WhenAny(others);
        Assert.All(order, name => Assert.StartsWith("b", name, StringComparison.Ordinal));

        held.SetResult();
        await Task.WhenAll([.. same, .. others]);
        Assert.Equal(["a", "a again"], order.Where(name => name.StartsWith('a')));

        Task RunAsync(string key, Task until, string? name = null) => _turns.RunAsync(
            key,
            async () =>
            {
                await until;
                order.Enqueue(name ?? key);
            },
            TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Failed_work_releases_its_key()
    {
        await Assert.ThrowsAsync<IOException>(() => _turns.RunAsync("a", () => throw new IOException("broken"), TestContext.Current.CancellationToken));

        await _turns.RunAsync("a", () => Task.CompletedTask, TestContext.Current.CancellationToken);
    }
}
