using VisionSystem.Cli;
using VisionSystem.Cli.Terminal;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;
using VisionSystem.Tests.Logging;
using VisionSystem.Tests.Logging.Exports;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Cli;

[Collection(SharedPostgres.Name)]
public sealed class BackupTests(PostgresServer postgres, S3Server s3) : IClassFixture<S3Server>, IDisposable
{
    private const int Many = 1000;

    private readonly TemporaryFolder _data = new();
    private readonly TemporaryFolder _backup = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Fact]
    public async Task A_backup_of_sqlite_and_a_folder_restores_identically_into_postgresql_and_s3_and_back()
    {
        Prediction[] made;
        await using (var service = new LoggingApplication(_data.Path))
        {
            made = await DeliverAsync(service, Many);
        }

        Assert.Equal(CommandRun.Success, await RunAsync(Embedded(_data), "backup", _backup.Path));
        Assert.Contains($"default: {Many} predictions, 3 reviews, {Many / 2} images", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("stranger: 1 predictions, 0 reviews, 1 images", _output.ToString(), StringComparison.Ordinal);

        var servers = await ServersAsync();
        Assert.Equal(CommandRun.Success, await RunAsync(servers, "restore", _backup.Path));
        await using (var service = new LoggingApplication(null, SettingsOf(servers)))
        {
            await HoldsAsync(service, _data, made);
        }

        using var backAgain = new TemporaryFolder();
        using var second = new TemporaryFolder();
        Assert.Equal(CommandRun.Success, await RunAsync(servers, "backup", second.Path));
        Assert.Equal(CommandRun.Success, await RunAsync(Embedded(backAgain), "restore", second.Path));
        await using (var service = new LoggingApplication(backAgain.Path))
        {
            await HoldsAsync(service, _data, made);
        }
    }

    [Fact]
    public async Task An_interrupted_backup_or_restore_resumes_on_the_next_run()
    {
        await using (var service = new LoggingApplication(_data.Path))
        {
            await DeliverAsync(service, 600);
        }

        using (var stop = new CancellationTokenSource())
        {
            // Cancelled as soon as the first images are backed up.
            var run = RunAsync(Embedded(_data), stop.Token, "backup", _backup.Path);
            await Until.TrueAsync("photos in the backup", () => run.IsCompleted || Images(_backup).Count > 10, TimeSpan.FromMinutes(1));
            await stop.CancelAsync();
            await run;
        }

        File.Delete(Path.Combine(_backup.Path, "backup.json"));
        using var target = new TemporaryFolder();
        Assert.Equal(CommandRun.Failure, await RunAsync(Embedded(target), "restore", _backup.Path));
        Assert.Contains("no complete backup", _error.ToString(), StringComparison.Ordinal);

        Assert.Equal(CommandRun.Success, await RunAsync(Embedded(_data), "backup", _backup.Path));
        using (var stop = new CancellationTokenSource())
        {
            var run = RunAsync(Embedded(target), stop.Token, "restore", _backup.Path);
            await Until.TrueAsync("photos in the store", () => run.IsCompleted || Images(target).Count > 10, TimeSpan.FromMinutes(1));
            await stop.CancelAsync();
            await run;
        }

        Assert.Equal(CommandRun.Success, await RunAsync(Embedded(target), "restore", _backup.Path));

        await using var restored = new LoggingApplication(target.Path);
        using var client = restored.CreateClient();
        Assert.Equal(600, (await client.PageAsync("?limit=1")).Total!.Count);
        Assert.Equal(301, restored.StoredImages.Count);
        Assert.Empty(Directory.GetFiles(_backup.Path, "*.part", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_damaged_image_is_named_and_its_predictions_are_skipped()
    {
        await using (var service = new LoggingApplication(_data.Path))
        {
            await DeliverAsync(service, 20);
        }

        await RunAsync(Embedded(_data), "backup", _backup.Path);
        var images = Images(_backup).Where(file => file.Contains("/default/", StringComparison.Ordinal)).Order().ToArray();
        var bytes = await File.ReadAllBytesAsync(images[0], TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(images[0], bytes, TestContext.Current.CancellationToken);
        File.Delete(images[1]);

        using var target = new TemporaryFolder();
        Assert.Equal(CommandRun.Failure, await RunAsync(Embedded(target), "restore", _backup.Path));

        Assert.Contains($"not restored: {images[0]}, {images[1]}", _error.ToString(), StringComparison.Ordinal);
        await using var restored = new LoggingApplication(target.Path);
        using var client = restored.CreateClient();
        var items = (await client.PageAsync()).Items;
        Assert.Equal(16, items.Count);
        Assert.DoesNotContain(items, item => images[..2].Any(file => Path.GetFileName(file).StartsWith(item.Image.Sha256, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Damaged_rows_are_named_and_nothing_of_their_tenant_is_restored()
    {
        await using (var service = new LoggingApplication(_data.Path))
        {
            await DeliverAsync(service, 20);
        }

        await RunAsync(Embedded(_data), "backup", _backup.Path);
        var rows = Path.Combine(_backup.Path, "default", "predictions.jsonl");
        await File.WriteAllTextAsync(rows, (await File.ReadAllTextAsync(rows, TestContext.Current.CancellationToken)).Replace("0.91", "0.19", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        using var target = new TemporaryFolder();
        Assert.Equal(CommandRun.Failure, await RunAsync(Embedded(target), "restore", _backup.Path));

        Assert.Contains($"{rows} is damaged", _error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Images(target), file => file.Contains("/default/", StringComparison.Ordinal));
        Assert.Equal(CommandRun.Success, await RunAsync(Embedded(target), "restore", _backup.Path, "--tenant", "stranger"));
    }

    [Theory]
    [InlineData(null, "no complete backup")]
    [InlineData("{", "is damaged")]
    [InlineData("""{"format": 99, "created_at": "2026-01-01T00:00:00Z", "tenants": []}""", "a format that this version does not support")]
    [InlineData("""{"format": 1, "created_at": "2026-01-01T00:00:00Z", "tenants": [{"tenant": "../../etc", "predictions": 1, "reviews": 0, "photos": 0, "rows_sha256": "", "missing_photos": []}]}""", "a format that this version does not support")]
    public async Task A_folder_that_is_not_a_backup_is_refused_in_one_sentence(string? manifest, string expected)
    {
        if (manifest is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(_backup.Path, "backup.json"), manifest, TestContext.Current.CancellationToken);
        }

        Assert.Equal(CommandRun.Failure, await RunAsync(Embedded(_data), "restore", _backup.Path));
        Assert.Contains(expected, _error.ToString(), StringComparison.Ordinal);
        Assert.Single(_error.ToString().Trim().Split('\n'));
    }

    [Fact]
    public async Task Missing_images_are_reported_and_their_predictions_are_kept()
    {
        await using (var service = new LoggingApplication(_data.Path))
        {
            await DeliverAsync(service, 20);
            File.Delete(service.StoredImages.First(file => file.Contains("/default/", StringComparison.Ordinal)));
        }

        Assert.Equal(CommandRun.Success, await RunAsync(Embedded(_data), "backup", _backup.Path));
        Assert.Contains("10 images; 1 images are no longer in the store", _output.ToString(), StringComparison.Ordinal);

        using var target = new TemporaryFolder();
        Assert.Equal(CommandRun.Success, await RunAsync(Embedded(target), "restore", _backup.Path));
        await using var restored = new LoggingApplication(target.Path);
        using var client = restored.CreateClient();
        Assert.Equal(20, (await client.PageAsync()).Items.Count);
    }

    public void Dispose()
    {
        _data.Dispose();
        _backup.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    /// <summary>
    /// Two predictions per image, with every optional field set; three reviews of two of them; and one prediction of another
    /// tenant.
    /// </summary>
    private static async Task<Prediction[]> DeliverAsync(LoggingApplication service, int count)
    {
        using var client = service.CreateClient();
        var images = Enumerable.Range(0, count / 2).Select(i => Samples.Image(i, 3000 + i)).ToArray();
        Prediction[] made = [.. Enumerable.Range(0, count).Select(i => Samples.Of(images[i / 2], createdAt: Samples.Noon.AddHours(i)) with
        {
            Source = i % 2 == 0 ? "dock \"3\"" : null,
            Metadata = i % 3 == 0 ? new Dictionary<string, string> { ["camera"] = $"c{i}" } : null,
            Brightness = i % 5 == 0 ? .25 : null,
        })];
        foreach (var batch in made.Chunk(PredictionBatch.MaxPredictions))
        {
            await client.DeliverAsync(Delivery.Of(batch, [.. batch.Select(prediction => images[Array.IndexOf(made, prediction) / 2]).Distinct()]));
        }

        await client.DeliverAsync(Delivery.Of([Samples.Of(Samples.Image(-1), "stranger")], Samples.Image(-1)));
        await client.ReviewedAsync(made[0].Id, """{"verdict": "correct"}""");
        made[0] = made[0] with { Review = await client.ReviewedAsync(made[0].Id, """{"verdict": "wrong", "missed": [{"class": "é", "box": {"x1": 0, "y1": 0, "x2": 1, "y2": 1}}]}""") };
        made[^1] = made[^1] with { Review = await client.ReviewedAsync(made[^1].Id, """{"verdict": "correct", "reviewer": "Ann"}""") };
        return made;
    }

    private static async Task HoldsAsync(LoggingApplication service, TemporaryFolder source, Prediction[] made)
    {
        using var client = service.CreateClient();
        var found = new List<Prediction>();
        string? token = "";
        while (token is not null)
        {
            var page = await client.PageAsync("?limit=500" + token);
            found.AddRange(page.Items);
            token = page.Next is null ? null : "&page_token=" + page.Next;
        }

        Assert.Equivalent(made.Reverse().ToArray(), found.ToArray(), strict: true);
        var history = await client.GetStringAsync($"/v1/predictions/{made[0].Id}/review", TestContext.Current.CancellationToken);
        Assert.Equal(2, history.Split("\"verdict\"").Length - 1);
        foreach (var file in Images(source).Where(file => file.Contains("/default/", StringComparison.Ordinal)))
        {
            Assert.Equal(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), await client.GetByteArrayAsync($"/v1/images/{Path.GetFileName(file)}", TestContext.Current.CancellationToken));
        }

        using var stranger = service.ClientOf("stranger");
        Assert.Single((await stranger.PageAsync()).Items);
    }

    /// <summary>Files whose name is an image hash.</summary>
    private static IReadOnlyList<string> Images(TemporaryFolder folder) => [.. folder.Files().Where(file => ImageKey.HashOf(Path.GetFileName(file)) is not null)];

    private static string[] Embedded(TemporaryFolder folder) => [$"--Vision:Store:Path={folder.Path}"];

    private async Task<string[]> ServersAsync() =>
    [
        $"--Vision:Store:Path={_data.Path}/unused",
        $"--Vision:Store:DatabaseUrl={await postgres.CreateDatabaseAsync()}",
        .. S3Server.SettingsOf(s3.NewBucket()).Select(setting => $"--{setting.Key}={setting.Value}"),
    ];

    private static (string Key, string Value)[] SettingsOf(string[] settings) =>
        [.. settings.Skip(1).Select(setting => setting[2..].Split('=', 2)).Select(pair => (pair[0], pair[1]))];

    private Task<int> RunAsync(string[] settings, params string[] args) => RunAsync(settings, TestContext.Current.CancellationToken, args);

    private async Task<int> RunAsync(string[] settings, CancellationToken cancellationToken, params string[] args)
    {
        var code = await VisionCommand.RunAsync(args, new CommandConsole(_output, TextWriter.Synchronized(_error), IsTerminal: false, TimeProvider.System), settings, cancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(_error.ToString());
        return code;
    }
}
