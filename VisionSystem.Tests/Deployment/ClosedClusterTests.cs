using VisionSystem.Cli.Docs;
using VisionSystem.Tests.Servers;
using YamlDotNet.RepresentationModel;

namespace VisionSystem.Tests.Deployment;

/// <summary>Every overlay is closed: no external address without an identity, and the keys only in Secrets.</summary>
public sealed class ClosedClusterTests
{
    private const string Secret = "vision-secrets";
    private const string LoadBalancer = "load-balancer";
    private const string Api = "yolo-inference";

    /// <summary>The components of a service without those that contain its keys.</summary>
    private static readonly string[] WithoutKeys = ["identity", "configuration", "storage", "probes-resources", "services"];

    public static TheoryData<string> Overlays => [.. Repository.Overlays];

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Only_the_ingress_leads_into_the_cluster(string overlay)
    {
        var rendered = await KustomizeOutput.OfAsync(overlay);

        Assert.Equal("ClusterIP", rendered.Single("Service", "yolo-service").Node.Text("spec", "type"));
        Assert.DoesNotContain(rendered.Of("Service"), service => service.Node.Text("spec", "type") is "LoadBalancer" or "NodePort" || service.Node.At("spec", "externalIPs") is not null);
        Assert.DoesNotContain(rendered.Objects.Where(item => item.Pod is not null), item => item.Pod!.Text("hostNetwork") == "true" || item.Node.Holding("hostPort").Any());
        Assert.All(rendered.Of("Ingress").SelectMany(ingress => ingress.Node.Holding("backend")), path => Assert.Equal("yolo-service", path.Text("backend", "service", "name")));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Every_service_gets_its_keys_from_the_secret(string overlay)
    {
        var services = Services(await KustomizeOutput.OfAsync(overlay)).ToArray();

        Assert.True(services.Length >= 2, $"{services.Length} services");
        foreach (var (name, container) in services)
        {
            string[] needed = name.StartsWith(Api, StringComparison.Ordinal) ? ["CV_SERVICE_KEY", "CV_ADMIN_API_KEY", "CV_JWT_SECRET_KEY"] : ["CV_SERVICE_KEY"];
            Assert.Equal(needed.Order(), References(container).Where(reference => !reference.IsOptional).Select(reference => reference.Key).Order());
            Assert.All(References(container), reference => Assert.Equal(reference.Key, reference.Variable));
        }
    }

    /// <summary>Jobs in the cluster process images and serve no caller.</summary>
    [Fact]
    public async Task A_worker_signs_its_requests_and_has_no_key_of_a_caller()
    {
        var rendered = await KustomizeOutput.WithAsync("overlays/production", "workers");

        var (_, worker) = Assert.Single(Services(rendered), service => service.Name == "yolo-worker");
        Assert.Equal(["CV_SERVICE_KEY"], References(worker).Select(reference => reference.Key));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task No_service_accepts_callers_without_credentials(string overlay)
    {
        var rendered = await KustomizeOutput.OfAsync(overlay);

        Assert.Equal("on", rendered.Single("ConfigMap", "vision-config").Node.Text("data", "CV_AUTH"));
        Assert.All(rendered.Of("ConfigMap"), map => Assert.NotEqual("off", map.Node.Text("data", "CV_AUTH")));
        Assert.DoesNotContain(
            rendered.Objects.SelectMany(item => item.Containers).SelectMany(container => container.At("env").Items()),
            variable => variable.Text("name") is "CV_AUTH" or "Vision__Security__Access__Mode" or "ASPNETCORE_ENVIRONMENT" or "DOTNET_ENVIRONMENT");
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task A_load_balancer_comes_with_an_identity(string overlay)
    {
        var rendered = await KustomizeOutput.WithAsync(overlay, LoadBalancer);

        Assert.Equal(["yolo-service"], rendered.Of("Service").Where(service => service.Node.Text("spec", "type") == "LoadBalancer").Select(service => service.Name));
        foreach (var (_, container) in Services(rendered).Where(service => service.Name.StartsWith(Api, StringComparison.Ordinal)))
        {
            // A variable of the container overrides the ConfigMap.
            Assert.Equal("on", container.At("env").Items().Single(variable => variable.Text("name") == "CV_AUTH").Text("value"));
            Assert.Contains("CV_ADMIN_API_KEY", References(container).Select(reference => reference.Key));
        }
    }

    [Fact]
    public async Task A_load_balancer_without_keys_does_not_render()
    {
        var errors = await KustomizeOutput.ErrorsAsync("base", [.. WithoutKeys, LoadBalancer]);

        Assert.Contains("/spec/template/spec/containers/0/env", errors, StringComparison.Ordinal);
        Assert.NotEmpty((await KustomizeOutput.WithAsync("base", [.. WithoutKeys, "secrets", LoadBalancer])).Objects);
    }

    [Fact]
    public async Task Only_inference_and_the_monitoring_reach_logging_service()
    {
        var policies = (await KustomizeOutput.OfAsync("overlays/production")).Of("NetworkPolicy").ToDictionary(policy => policy.Name, policy => policy.Node.At("spec"));

        var standard = policies["default-deny"];
        Assert.Empty(standard.At("podSelector").Map());
        Assert.Equal(["Ingress", "Egress"], standard.At("policyTypes").Items().Select(type => type.ToString()));
        Assert.Null(standard.At("ingress"));
        Assert.Equal(
            ["http from yolo-inference", "metrics from the namespace monitoring"],
            from rule in policies["logging-service"].At("ingress").Items()
            from source in rule.At("from").Items()
            from port in rule.At("ports").Items()
            let pod = source.Text("podSelector", "matchLabels", "app")
            select $"{port.Text("port")} from {pod ?? "the namespace " + source.Text("namespaceSelector", "matchLabels", "kubernetes.io/metadata.name")}");
    }

    /// <summary>A shell script takes the place of curl and of the cluster's API: one JSON file for each Secret.</summary>
    [Fact]
    public async Task The_job_generates_every_key_that_has_no_value_and_changes_no_other()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the job is a shell script");
        Assert.SkipWhen(TestTools.Program("jq") is null, "jq is not installed");
        using var folder = new TemporaryFolder();
        var secrets = (await KustomizeOutput.OfAsync("overlays/dev")).Of("Secret").ToDictionary(secret => secret.Name, secret => secret.Node.Text("metadata", "annotations", "vision-system/keys")!.Split(','));
        foreach (var name in secrets.Keys)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.Path, name + ".json"), """{ "data": {} }""", TestContext.Current.CancellationToken);
        }

        const string Chosen = "chosen-by-the-operator-with-32-characters";
        await File.WriteAllTextAsync(Path.Combine(folder.Path, Secret + ".json"), $$"""{ "data": { "CV_SERVICE_KEY": "{{Encoded(Chosen)}}" } }""", TestContext.Current.CancellationToken);
        var first = await InitializeAsync(folder.Path, secrets.Keys);
        var second = await InitializeAsync(folder.Path, secrets.Keys);

        Assert.All(secrets, secret => Assert.Equal(secret.Value.Order(), first[secret.Key].Keys.Order()));
        Assert.Equal(Chosen, first[Secret]["CV_SERVICE_KEY"]);
        Assert.Equal(first[Secret].Count, first[Secret].Values.Distinct().Count());
        Assert.Equal(first.SelectMany(secret => secret.Value).Order(Comparer), second.SelectMany(secret => secret.Value).Order(Comparer));
        Assert.Empty(
            from setting in ServiceSettings.All
            where first[Secret].ContainsKey(setting.Name.Name)
            let error = setting.Values.Error(setting.Name.Name, first[Secret][setting.Name.Name])
            where error is not null
            select error);
    }

    private static Comparer<KeyValuePair<string, string>> Comparer { get; } =
        Comparer<KeyValuePair<string, string>>.Create((one, other) => string.CompareOrdinal(one.Key + one.Value, other.Key + other.Value));

    private static string Encoded(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>The containers of VisionSystem that listen for requests.</summary>
    private static IEnumerable<(string Name, YamlNode Container)> Services(KustomizeOutput rendered) =>
        from item in rendered.Of("Deployment")
        from container in item.Containers
        where container.Text("image") is { } image && (image.Contains("yolo-inference:", StringComparison.Ordinal) || image.Contains("logging-service:", StringComparison.Ordinal))
        select (item.Name, container);

    /// <summary>The variables that come from the Secret of the keys.</summary>
    private static IEnumerable<(string Variable, string Key, bool IsOptional)> References(YamlNode container) =>
        from variable in container.At("env").Items()
        let reference = variable.At("valueFrom", "secretKeyRef")
        where reference.Text("name") == Secret
        select (variable.Text("name")!, reference.Text("key")!, reference.Text("optional") == "true");

    private static async Task<Dictionary<string, Dictionary<string, string>>> InitializeAsync(string folder, IEnumerable<string> names)
    {
        var curl = Path.Combine(folder, "curl");
        await File.WriteAllTextAsync(
            curl,
            $$"""
            #!/bin/sh
            for address; do :; done
            file={{folder}}/${address##*/}.json
            case "$*" in
              *PATCH*) jq --slurpfile patch /dev/stdin '.data += ($patch[0].stringData | map_values(@base64))' "$file" > "$file.new" && mv "$file.new" "$file" ;;
              *) cat "$file" ;;
            esac

            """,
            TestContext.Current.CancellationToken);
        var script = Path.Combine(Repository.Kustomize, "components", "secrets", "init.sh");
        var (exitCode, output) = await TestTools.RunAsync("sh", "any shell", "-c", $"chmod +x {curl}; NAMESPACE=vision-system TMPDIR={folder} PATH={folder}:$PATH sh {script}");
        Assert.True(exitCode == 0, output.ToString());
        return names.ToDictionary(name => name, name => Data(Path.Combine(folder, name + ".json")));
    }

    private static Dictionary<string, string> Data(string file)
    {
        using var secret = System.Text.Json.JsonDocument.Parse(File.ReadAllText(file));
        return secret.RootElement.GetProperty("data").EnumerateObject().ToDictionary(
            pair => pair.Name, pair => System.Text.Encoding.UTF8.GetString(pair.Value.GetBytesFromBase64()));
    }
}
