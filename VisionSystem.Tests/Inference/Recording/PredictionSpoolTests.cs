using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Contracts.Configuration;
using VisionSystem.Inference.Recording;

namespace VisionSystem.Tests.Inference.Recording;

public sealed class PredictionSpoolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Keeps_its_entries_when_reopened()
    {
        await using (var spool = Open())
        {
            Assert.True(await spool.AddAsync(Entry("a", [1, 2, 3])));
            Assert.True(await spool.AddAsync(Entry("b", [4])));
        }

        await using var again = Open();
        Assert.Equal(2, again.Count);
        var waiting = again.Oldest(10, long.MaxValue);
        Assert.Equal(["a", "b"], waiting.Select(entry => entry.Id));
        using var image = new MemoryStream();
        await again.CopyImageAsync(waiting[0].Number, image, TestContext.Current.CancellationToken);
        Assert.Equal([1, 2, 3], image.ToArray());
    }

    [Fact]
    public async Task Deletes_only_delivered_entries()
    {
        await using var spool = Open();
        await spool.AddAsync(Entry("a", [1]));
        await spool.AddAsync(Entry("b", [2]));

        Assert.True(await spool.RemoveAsync(spool.Oldest(1, long.MaxValue)));

        Assert.Equal("b", Assert.Single(spool.Oldest(10, long.MaxValue)).Id);
        Assert.Equal((1L, spool.Oldest(1, long.MaxValue)[0].Bytes), (spool.Count, spool.Bytes));
    }

    [Fact]
    public async Task Quarantines_refused_entries_and_keeps_them_in_the_file()
    {
        await using (var spool = Open())
        {
            await spool.AddAsync(Entry("bad", [1]));
            await spool.AddAsync(Entry("good", [2]));
            await spool.RemoveAsync(spool.Oldest(1, long.MaxValue), "no such tenant");
            Assert.Equal("good", Assert.Single(spool.Oldest(10, long.MaxValue)).Id);
        }

        await using var again = Open();
        Assert.Equal(1, again.Count);
    }

    [Fact]
    public async Task Accepts_concurrent_entries_without_loss()
    {
        await using var spool = Open();
        var ids = Enumerable.Range(0, 500).Select(number => $"id-{number}").ToList();

        Assert.All(await Task.WhenAll(ids.Select(id => spool.AddAsync(Entry(id, [7])))), Assert.True);

        Assert.Equal(ids.Order(StringComparer.Ordinal), spool.Oldest(1000, long.MaxValue).Select(entry => entry.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Returns_batches_within_the_size_limit_but_never_an_empty_one()
    {
        await using var spool = Open();
        for (var i = 0; i < 5; i++)
        {
            await spool.AddAsync(Entry($"id-{i}", new byte[1000]));
        }

        Assert.Single(spool.Oldest(10, maxBytes: 10));
        Assert.Equal(2, spool.Oldest(10, maxBytes: 1500).Count);
        Assert.Equal(3, spool.Oldest(3, long.MaxValue).Count);
    }

    [Fact]
    public async Task Is_full_at_its_size_limit()
    {
        await using var spool = Open("1mb");
        await spool.AddAsync(Entry("a", new byte[600_000]));
        Assert.False(spool.IsFull);
        await spool.AddAsync(Entry("b", new byte[600_000]));
        Assert.True(spool.IsFull);

        await spool.RemoveAsync(spool.Oldest(1, long.MaxValue));
        Assert.False(spool.IsFull);
    }

    [Fact]
    public async Task Two_processes_on_one_folder_have_a_file_each()
    {
        await using var first = Open();
        await using var second = Open();
        Assert.NotEqual(first.Path, second.Path);
    }

    [Fact]
    public async Task Waiting_for_delivery_ends_when_all_current_entries_are_delivered()
    {
        await using var spool = Open();
        await spool.AddAsync(Entry("a", [1]));
        var waiting = spool.WaitUntilDeliveredAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);

        await spool.AddAsync(Entry("later", [1]));
        await spool.RemoveAsync([.. spool.Oldest(10, long.MaxValue).Where(entry => entry.Id == "a")]);
        Assert.True(await waiting);
        Assert.Equal(["later"], spool.Oldest(10, long.MaxValue).Select(entry => entry.Id));
    }

    [Fact]
    public async Task Waiting_for_delivery_ends_at_its_deadline()
    {
        await using var spool = Open();
        await spool.AddAsync(Entry("a", [1]));
        Assert.False(await spool.WaitUntilDeliveredAsync(TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Reports_a_full_disk()
    {
        using var disk = SmallDisk.Mount(megabytes: 8);
        await using var spool = new PredictionSpool(new RecordingOptions { Path = disk.Path }, NullLogger<PredictionSpool>.Instance);
        Assert.True(await spool.AddAsync(Entry("before", [1])));
        disk.Fill();

        Assert.False(await spool.AddAsync(Entry("after", new byte[500_000])));

        Assert.Equal(("the disk is full", 1), (spool.Fault, spool.Count));
    }

    [Fact]
    public async Task Refuses_a_second_entry_with_the_same_id()
    {
        await using var spool = Open();
        await spool.AddAsync(Entry("same", [1]));

        Assert.False(await spool.AddAsync(Entry("same", [1])));
        Assert.Equal(1, spool.Count);
    }

    public void Dispose() => _folder.Dispose();

    private PredictionSpool Open(string maxSize = "1gb") =>
        new(new RecordingOptions { Path = _folder.Path, MaxSize = ByteSize.Parse(maxSize) }, NullLogger<PredictionSpool>.Instance);

    private static SpoolEntry Entry(string id, byte[] image) => new(id, null, new string('a', 64), "{}"u8.ToArray(), image);
}
