using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using VisionSystem.AppHost.Publishing;
using VisionSystem.AppHost.Publishing.AppModel;
using VisionSystem.AppHost.Publishing.Kustomize;
using VisionSystem.Tests.Aspire;

namespace VisionSystem.Tests.Deployment;

/// <summary>aspirate-output matches the current app model.</summary>
public sealed class DriftTests
{
    [Fact]
    public async Task The_base_matches_the_app_model()
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder.Path);

        var written = Files(folder.Path);
        var kept = Files(Repository.Kustomize);
        Assert.Equal(kept.Keys.Where(IsInBase).Order(StringComparer.Ordinal), written.Keys.Where(IsInBase).Order(StringComparer.Ordinal));
        Assert.All(written, file => Assert.Equal(file.Value, kept.GetValueOrDefault(file.Key)));
    }

    /// <summary>A patch that no kustomization names would have no effect.</summary>
    [Fact]
    public async Task Every_generated_file_of_a_component_is_used()
    {
        var tree = new KustomizeTree(await PublishedAsync());

        Assert.All(tree.Files.Keys.Where(file => !IsInBase(file)), file =>
        {
            var kustomization = YamlNodeExtensions.Load(Path.Combine(Repository.Kustomize, Path.GetDirectoryName(file)!, "kustomization.yaml"));
            var named = kustomization.At("resources").Items().Select(item => item.ToString()).Concat(kustomization.At("patches").Items().Select(patch => patch.Text("path")));
            Assert.Contains(Path.GetFileName(file), named);
        });
    }

    [Fact]
    public async Task A_changed_app_model_changes_the_base()
    {
        await using var builder = await BuilderAsync();
        Resource(builder, "logging-service").Annotations.OfType<EndpointAnnotation>().Single().TargetPort = 8101;

        var tree = new KustomizeTree(await PublishedAsync(builder));

        Assert.Contains("services__logging-service__http__0=http://logging-service:8101", tree.Files["base/yolo-inference/kustomization.yaml"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_secret_variable_of_the_app_model_comes_from_a_secret()
    {
        await using var builder = await BuilderAsync();
        var published = (await PublishedAsync(builder)).Single(resource => resource.Name == "logging-service");
        var context = new EnvironmentCallbackContext(builder.ExecutionContext, Resource(builder, "logging-service"), cancellationToken: TestContext.Current.CancellationToken);
        foreach (var annotation in context.Resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        var left = context.EnvironmentVariables.Keys.Except(published.Environment.Select(variable => variable.Key)).Order(StringComparer.Ordinal);
        Assert.Equal(
            ["CV_S3_ACCESS_KEY_ID", "CV_S3_SECRET_ACCESS_KEY", "CV_SERVICE_KEY", "ConnectionStrings__redis", "ConnectionStrings__vision-logs", "ConnectionStrings__vision_logs", "REDIS_PASSWORD", "REDIS_URI", "VISION_LOGS_PASSWORD", "VISION_LOGS_URI"],
            left);
    }

    /// <summary><c>./vision manifests</c> replaces the output of aspirate 9.1 for an equal model, including its faults.</summary>
    [Fact]
    public async Task Repairs_the_faults_of_aspirate()
    {
        using var folder = new TemporaryFolder();
        var tree = new KustomizeTree(await PublishedAsync());
        tree.Write(folder.Path);
        var root = Path.Combine(folder.Path, "base");
        var expected = Files(root);
        const string Kind = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";
        Spoil(root, "redis/kustomization.yaml", text => text.Replace(Kind, "", StringComparison.Ordinal) + "\nconfigMapGenerator:\n- name: redis-env\n  literals:\n    - REDIS_PASSWORD=taken-out-again\n\n");
        Spoil(root, "redis/deployment.yaml", text => text.Replace("      terminationGrace", "        envFrom:\n        - configMapRef:\n            name: redis-env\n      terminationGrace", StringComparison.Ordinal));
        Spoil(root, "logging-service/kustomization.yaml", text => text.Replace(Kind, "", StringComparison.Ordinal).TrimEnd('\n')
            + "\n    - VISION_LOGS_URI=postgresql://postgres:{postgres-password-uri-encoded.value}@postgres:5432/vision_logs\n    - VISION_LOGS_PASSWORD=a&amp;b\n    - ASPNETCORE_URLS=http://+:8080;\n\n");
        Spoil(root, "minio/statefulset.yaml", text => text.Replace("RELEASE", "release", StringComparison.Ordinal));
        Spoil(root, "kustomization.yaml", text => text.Replace(Kind, "", StringComparison.Ordinal));

        tree.Write(folder.Path);

        Assert.Equal(expected, Files(root));
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("https")]
    public async Task Refuses_a_reference_to_a_missing_endpoint(string endpoint)
    {
        await using var builder = await BuilderAsync();
        var inference = builder.CreateResourceBuilder((ProjectResource)Resource(builder, "yolo-inference"));
        inference.WithEnvironment(context => context.EnvironmentVariables["ADDRESS"] = new EndpointReference(inference.Resource, endpoint));

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => PublishedAsync(builder));
        Assert.Contains($"'yolo-inference' has no endpoint '{endpoint}'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_value_that_it_cannot_evaluate()
    {
        await using var builder = await BuilderAsync();
        var values = new PublishedValues(builder.ExecutionContext);

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(async () => await values.EvaluateAsync(TimeSpan.Zero, TestContext.Current.CancellationToken));
        Assert.Contains(nameof(TimeSpan), failure.Message, StringComparison.Ordinal);
    }

    internal static Task<IDistributedApplicationTestingBuilder> BuilderAsync() =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.VisionSystem_AppHost>(["--operation", "publish", "--step", Publication.KustomizeStep], TestContext.Current.CancellationToken);

    internal static Task<IReadOnlyList<PublishedResource>> PublishedAsync(IDistributedApplicationTestingBuilder builder) =>
        PublishedResource.ReadAllAsync(builder.Resources, builder.ExecutionContext, TestContext.Current.CancellationToken);

    private static async Task<IReadOnlyList<PublishedResource>> PublishedAsync()
    {
        await using var builder = await BuilderAsync();
        return await PublishedAsync(builder);
    }

    /// <summary>Runs the AppHost, which writes its files into the folder.</summary>
    private static async Task WriteAsync(string folder)
    {
        var (exitCode, errors) = await AppHostProcess.RunAsync("--operation", "publish", "--step", Publication.KustomizeStep, "--output-path", folder);
        Assert.True(exitCode == 0, errors);
    }

    private static IResource Resource(IDistributedApplicationTestingBuilder builder, string name) => builder.Resources.Single(resource => resource.Name == name);

    private static bool IsInBase(string file) => file.StartsWith(KustomizeTree.BaseFolder + "/", StringComparison.Ordinal);

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
