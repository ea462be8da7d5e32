using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Inference.Recording;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Tests.Inference.Recording;

/// <summary>Tests the spool on a disk that is full, read-only, or has free space again.</summary>
public sealed class FullDiskTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refuses_entries_on_a_full_disk_with_a_reason_and_recovers_with_free_space(bool flush)
    {
        using var disk = SmallDisk.Mount(megabytes: 8);
        using var log = new LogLines();
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(log));
        await using var spool = new PredictionSpool(new RecordingOptions { Path = disk.Path }, logs.CreateLogger<PredictionSpool>());
        Assert.True(await spool.AddAsync(Entry("before"), flush));
        disk.Fill();

        Assert.False(await spool.AddAsync(Entry("lost"), flush));

        Assert.Equal(("the disk is full", "the disk is full"), (spool.Fault, spool.Refusal));
        Assert.Equal(["before"], spool.Oldest(10, long.MaxValue).Select(entry => entry.Id));
        Assert.Contains(log.Messages, line => line.Contains("cannot be written: the disk is full", StringComparison.Ordinal));

        disk.Free();
        await Until.TrueAsync("the spool detects free space", () => spool.Refusal is null, Patience);
        Assert.True(await spool.AddAsync(Entry("after"), flush));
        Assert.Equal(["before", "after"], spool.Oldest(10, long.MaxValue).Select(entry => entry.Id));
    }

    /// <summary>The spool leaves space on its disk for the writes that empty it.</summary>
    [Theory]
    [InlineData(8)]
    [InlineData(24)]
    public async Task A_spool_that_fills_its_disk_can_be_emptied_and_refilled(int megabytes)
    {
        using var disk = SmallDisk.Mount(megabytes);
        await using var spool = new PredictionSpool(new RecordingOptions { Path = disk.Path }, NullLogger<PredictionSpool>.Instance);
        for (var round = 0; round < 3; round++)
        {
            var taken = 0;
            while (await spool.AddAsync(Entry($"{round}-{taken}")))
            {
                taken++;
            }

            Assert.Equal("the disk is full", spool.Fault);
            Assert.InRange(taken, 3, 1000);
            Assert.True(await spool.RemoveAsync(spool.Oldest(1000, long.MaxValue)));
            await Until.TrueAsync("the spool detects free space", () => spool.Refusal is null);
        }

        Assert.Equal(0, spool.Count);
    }

    /// <summary>A full disk may not accept the deletion of delivered predictions.</summary>
    [Fact]
    public async Task Entries_delivered_on_a_full_disk_are_not_repeated_and_are_deleted_with_free_space()
    {
        using var disk = SmallDisk.Mount(megabytes: 8);
        var options = new RecordingOptions { Path = disk.Path };
        await using var spool = new PredictionSpool(options, NullLogger<PredictionSpool>.Instance);
        await spool.AddAsync(Entry("a"));
        disk.Fill();
        Assert.False(await spool.AddAsync(Entry("b")));
        using var line = new CountingLine();
        using var http = new HttpClient(line) { BaseAddress = new Uri("http://logging-service") };
        using var sender = new SpoolSender(spool, new VisionSystem.Inference.Recording.LoggingClient(http, spool), options, TimeProvider.System, NullLogger<SpoolSender>.Instance);

        await sender.StartAsync(TestContext.Current.CancellationToken);
        await Until.TrueAsync("it is delivered", () => line.Requests > 0);
        disk.Free();
        await Until.TrueAsync("it is deleted", () => spool.Count == 0);
        await ((IHostedService)sender).StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, line.Requests);
    }

    [Fact]
    public void Does_not_start_on_a_read_only_disk_and_names_the_setting()
    {
        using var disk = SmallDisk.Mount(megabytes: 1, readOnly: true);

        var refusal = Assert.Throws<ConfigurationException>(() => new PredictionSpool(new RecordingOptions { Path = disk.Path }, NullLogger<PredictionSpool>.Instance));

        Assert.StartsWith($"CV_SPOOL_PATH: the spool in {disk.Path} cannot be opened: the file system is read-only.", Assert.Single(refusal.Errors), StringComparison.Ordinal);
    }

    private static SpoolEntry Entry(string id) => new(id, null, new string('a', 64), "{}"u8.ToArray(), new byte[500_000]);

    private sealed class CountingLine : HttpMessageHandler
    {
        private int _requests;

        public int Requests => Volatile.Read(ref _requests);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
            Interlocked.Increment(ref _requests);
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        }
    }
}
