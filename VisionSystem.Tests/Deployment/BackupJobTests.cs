using System.Diagnostics;
using VisionSystem.Cli.Processes;
using VisionSystem.Logging.Persistence.S3;
using VisionSystem.Tests.Logging;
using VisionSystem.Tests.Servers;
using YamlDotNet.RepresentationModel;

namespace VisionSystem.Tests.Deployment;

/// <summary>
/// Runs the commands and scripts of the nightly backup and the restore job as the manifests define them, with real pg_dump,
/// rclone, PostgreSQL and S3 stores.
/// </summary>
[Collection(SharedPostgres.Name)]
public sealed class BackupJobTests(PostgresServer postgres, S3Server images) : IClassFixture<S3Server>, IDisposable
{
    private static readonly string Component = Path.Combine(Repository.Kustomize, "components", "backup");

    private readonly TemporaryFolder _dump = new();
    private readonly TemporaryFolder _scripts = new();

    public void Dispose()
    {
        _dump.Dispose();
        _scripts.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_restore_gives_exactly_the_data_of_the_backup(bool isElsewhere)
    {
        await using var elsewhere = isElsewhere ? new S3Server() : null;
        if (elsewhere is not null)
        {
            await elsewhere.InitializeAsync();
        }

        var (bucket, address) = (images.NewBucket(), await OwnedDatabaseAsync());
        var job = EnvironmentOf(bucket, address, elsewhere?.NewBucket());
        byte[][] kept = [.. Enumerable.Range(0, 20).Select(i => Samples.Image(i))];
        var later = Samples.Of(Samples.Image(99), createdAt: Samples.Noon.AddMonths(2));
        var made = kept.Select((image, i) => Samples.Of(image, createdAt: Samples.Noon.AddDays(i))).ToArray();
        await using (var service = Service(bucket, address))
        {
            using var client = service.CreateClient();
            await client.DeliverAsync(Delivery.Of(made, kept));

            await RunAsync(job, Container("backup.yaml", "initContainers"));
            await RunAsync(job, Container("backup.yaml", "containers"));

            // After the backup, one prediction is added, in a month that has no partition yet, and one is deleted with its image.
            await client.DeliverAsync(Delivery.Of([later], Samples.Image(99)));
            using var gone = await client.DeleteAsync($"/v1/predictions/{made[0].Id}", TestContext.Current.CancellationToken);
            Assert.True(gone.IsSuccessStatusCode);
        }

        _dump.Files().ToList().ForEach(File.Delete);

        await RunAsync(job, Container("restore.yaml", "initContainers"));
        await RunAsync(job, Container("restore.yaml", "containers"));

        await using var restored = Service(bucket, address);
        using var reader = restored.CreateClient();
        Assert.Equal(made.Select(one => one.Id).Order(), (await reader.PageAsync("?limit=100")).Items.Select(one => one.Id).Order());
        for (var i = 0; i < kept.Length; i++)
        {
            Assert.Equal(kept[i], await reader.GetByteArrayAsync($"/v1/images/{Samples.Sha256Of(kept[i])}", TestContext.Current.CancellationToken));
        }

        await reader.DeliverAsync(Delivery.Of([later], Samples.Image(99)));
        Assert.Equal(later.Id, (await reader.PredictionAsync(later.Id)).Id);
    }

    [Fact]
    public async Task Another_store_without_its_keys_is_refused_by_name()
    {
        var job = EnvironmentOf(images.NewBucket(), "", images.NewBucket());
        job.Remove("BACKUP_ACCESS_KEY_ID");

        var (exitCode, output) = await TryAsync(job, Container("backup.yaml", "containers"));

        Assert.NotEqual(0, exitCode);
        Assert.Contains("backup-credentials", output, StringComparison.Ordinal);
    }

    private static LoggingApplication Service(S3Options bucket, string address) =>
        new(null, S3Server.SettingsOf(bucket, ("CV_DATABASE_URL", address)));

    /// <summary>A database whose user owns only that database, as in a cluster.</summary>
    private async Task<string> OwnedDatabaseAsync()
    {
        var address = new UriBuilder(await postgres.CreateDatabaseAsync());
        var owner = "owner_of_" + address.Path.Trim('/');
        await postgres.QueryAsync(address.ToString(), $"CREATE ROLE {owner} LOGIN PASSWORD 'owner'; ALTER DATABASE {address.Path.Trim('/')} OWNER TO {owner}");
        (address.UserName, address.Password) = (owner, "owner");
        return address.Uri.ToString();
    }

    private static Dictionary<string, string> EnvironmentOf(S3Options bucket, string address, S3Options? backups)
    {
        var environment = YamlNodeExtensions.Load(Path.Combine(Component, "backup-config.yaml")).At("data").Map().ToDictionary();
        environment["DATABASE_URL"] = address;
        environment["CV_S3_ENDPOINT_URL"] = bucket.EndpointUrl!.ToString();
        environment["CV_S3_REGION"] = "us-east-1";
        environment["CV_S3_BUCKET"] = bucket.Bucket;
        environment["ACCESS_KEY_ID"] = bucket.AccessKeyId!;
        environment["SECRET_ACCESS_KEY"] = bucket.SecretAccessKey!;
        environment["BACKUP_BUCKET"] = "backups-of-" + bucket.Bucket;
        if (backups is not null)
        {
            environment["BACKUP_S3_ENDPOINT_URL"] = backups.EndpointUrl!.ToString();
            environment["BACKUP_ACCESS_KEY_ID"] = backups.AccessKeyId!;
            environment["BACKUP_SECRET_ACCESS_KEY"] = backups.SecretAccessKey!;
        }

        return environment;
    }

    /// <summary>The command of a container, with folders of this test in place of the container's mounts.</summary>
    private string[] Container(string file, string kind)
    {
        foreach (var script in Directory.EnumerateFiles(Component, "*.sh"))
        {
            File.WriteAllText(Path.Combine(_scripts.Path, Path.GetFileName(script)), InDump(File.ReadAllText(script)));
        }

        var containers = Assert.Single(YamlNodeExtensions.Load(Path.Combine(Component, file)).Holding("containers")).At(kind).Items();
        return [.. Assert.Single(containers).At("command").Items().Select(part => InDump(((YamlScalarNode)part).Value!).Replace("/scripts", _scripts.Path, StringComparison.Ordinal))];
    }

    private string InDump(string text) => text.Replace("/dump", _dump.Path, StringComparison.Ordinal);

    private static async Task RunAsync(Dictionary<string, string> environment, string[] command)
    {
        var (exitCode, output) = await TryAsync(environment, command);
        Assert.True(exitCode == 0, output);
    }

    private static async Task<(int ExitCode, string Output)> TryAsync(Dictionary<string, string> environment, string[] command)
    {
        Assert.SkipWhen(TestTools.Program("rclone") is null, "rclone is not installed (Debian: apt install rclone)");
        var start = new ProcessStartInfo(command[0], command[1..]);

        // A container sees only its own environment variables, none of this machine.
        start.Environment.Clear();
        foreach (var (name, value) in environment.Append(new("PATH", Environment.GetEnvironmentVariable("PATH")!)))
        {
            start.Environment[name] = value;
        }

        var (exitCode, output) = await ChildProcess.ReadAsync(start, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString());
    }
}
