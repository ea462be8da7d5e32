using VisionSystem.Cli.Manifests.Layout;
using VisionSystem.Cli.Manifests.Mending;
using VisionSystem.Cli.Manifests.Model;
using VisionSystem.Tests.Aspire;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.Deployment;

/// <summary>aspirate-output/base is what the app model says today.</summary>
public sealed class DriftTests
{
    private static readonly ImageNames Images = new("visionsystem", "1.0.0");

    [Fact]
    public async Task The_base_is_what_the_app_model_gives()
    {
        using var folder = new TemporaryFolder();
        new BaseWriter(await ManifestAsync(folder), Images).Write(Path.Combine(folder.Path, "base"));

        var written = Files(Path.Combine(folder.Path, "base"));
        var kept = Files(Path.Combine(Repository.Kustomize, "base"));
        Assert.Equal(kept.Keys.Order(StringComparer.Ordinal), written.Keys.Order(StringComparer.Ordinal));
        Assert.All(written, file => Assert.Equal(file.Value, kept[file.Key]));
    }

    [Fact]
    public async Task A_changed_app_model_shows_in_the_base()
    {
        using var folder = new TemporaryFolder();
        var manifest = await File.ReadAllTextAsync(await WriteManifestAsync(folder), TestContext.Current.CancellationToken);
        var changed = AppManifest.Parse(manifest.Replace("\"targetPort\": 8001", "\"targetPort\": 8101", StringComparison.Ordinal));
        new BaseWriter(changed, Images).Write(Path.Combine(folder.Path, "base"));

        var inference = await File.ReadAllTextAsync(Path.Combine(folder.Path, "base", "yolo-inference", "kustomization.yaml"), TestContext.Current.CancellationToken);
        Assert.Contains("services__logging-service__http__0=http://logging-service:8101", inference, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_secret_variable_of_the_app_model_is_left_to_the_secrets()
    {
        using var folder = new TemporaryFolder();
        var manifest = await ManifestAsync(folder);
        var published = new PublicEnvironment(manifest);
        var logging = manifest.Find("logging-service")!;

        var left = logging.Environment.Select(variable => variable.Key).Except(published.Of(logging).Select(variable => variable.Key)).Order(StringComparer.Ordinal);
        Assert.Equal(
            ["CV_S3_ACCESS_KEY_ID", "CV_S3_SECRET_ACCESS_KEY", "ConnectionStrings__redis", "ConnectionStrings__vision-logs", "ConnectionStrings__vision_logs", "REDIS_PASSWORD", "REDIS_URI", "VISION_LOGS_PASSWORD", "VISION_LOGS_URI"],
            left);
    }

    /// <summary>What aspirate 9.1 wrote for a model like ours, its faults included.</summary>
    [Fact]
    public async Task Mends_what_aspirate_gets_wrong()
    {
        using var folder = new TemporaryFolder();
        var manifest = await ManifestAsync(folder);
        var root = Path.Combine(folder.Path, "base");
        new BaseWriter(manifest, Images).Write(root);
        var expected = Files(root);
        Spoil(root, "redis/kustomization.yaml", text => text.Replace(Kustomization.Kind, "", StringComparison.Ordinal) + "\nconfigMapGenerator:\n- name: redis-env\n  literals:\n    - REDIS_PASSWORD=taken-out-again\n\n");
        Spoil(root, "redis/deployment.yaml", text => text.Replace("      terminationGrace", "        envFrom:\n        - configMapRef:\n            name: redis-env\n      terminationGrace", StringComparison.Ordinal));
        Spoil(root, "logging-service/kustomization.yaml", text => text.Replace(Kustomization.Kind, "", StringComparison.Ordinal).TrimEnd('\n')
            + "\n    - VISION_LOGS_URI=postgresql://postgres:{postgres-password-uri-encoded.value}@postgres:5432/vision_logs\n    - VISION_LOGS_PASSWORD=a&amp;b\n    - ASPNETCORE_URLS=http://+:8080;\n\n");
        Spoil(root, "minio/statefulset.yaml", text => text.Replace("RELEASE", "release", StringComparison.Ordinal));
        Spoil(root, "kustomization.yaml", text => text.Replace(Kustomization.Kind, "", StringComparison.Ordinal));

        new AspirateMender(manifest).Mend(root);

        Assert.All(Files(root), file => Assert.Equal(expected[file.Key], file.Value));
    }

    [Theory]
    [InlineData("{nobody.bindings.http.url}")]
    [InlineData("{yolo-inference.bindings.grpc.url}")]
    [InlineData("{yolo-inference.colour}")]
    public async Task Refuses_an_expression_that_names_nothing(string expression)
    {
        using var folder = new TemporaryFolder();
        var expressions = new Expressions(await ManifestAsync(folder));

        Assert.Contains(expression, Assert.Throws<InvalidDataException>(() => expressions.Resolve(expression)).Message, StringComparison.Ordinal);
    }

    private static async Task<AppManifest> ManifestAsync(TemporaryFolder folder) => AppManifest.Read(await WriteManifestAsync(folder));

    /// <summary>The AppHost's own manifest, written by the AppHost.</summary>
    private static async Task<string> WriteManifestAsync(TemporaryFolder folder)
    {
        var file = Path.Combine(folder.Path, "manifest.json");
        var (exitCode, errors) = await AppHostProcess.RunAsync("--publisher", "manifest", "--output-path", file);
        Assert.True(exitCode == 0, errors);
        return file;
    }

    private static void Spoil(string root, string file, Func<string, string> change)
    {
        var path = Path.Combine(root, file);
        var text = File.ReadAllText(path);
        var changed = change(text);
        Assert.NotEqual(text, changed);
        File.WriteAllText(path, changed);
    }

    private static Dictionary<string, string> Files(string folder) =>
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText);
}
