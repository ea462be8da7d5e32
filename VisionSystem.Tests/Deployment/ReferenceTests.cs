using YamlDotNet.RepresentationModel;

namespace VisionSystem.Tests.Deployment;

/// <summary>Every reference of a rendered object has its target.</summary>
public sealed class ReferenceTests
{
    public static TheoryData<string> Folders => ["base", .. Repository.Overlays];

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Pods_reference_existing_objects(string folder) =>
        Assert.Empty(Unresolved(await KustomizeOutput.OfAsync(folder)));

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Selectors_match_pods(string folder) =>
        Assert.Empty(Selectors.WithoutPods(await KustomizeOutput.OfAsync(folder)));

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Services_target_ports_of_their_pods(string folder)
    {
        var rendered = await KustomizeOutput.OfAsync(folder);
        foreach (var service in rendered.Of("Service").Where(service => service.Node.At("spec", "selector") is not null))
        {
            var containers = rendered.Objects.Where(item => item.Pod is not null && Selectors.Matches(service.Node.At("spec", "selector").Map(), item.PodLabels)).SelectMany(item => item.Containers);
            var open = containers.SelectMany(container => container.At("ports").Items()).SelectMany(port => new[] { port.Text("name"), port.Text("containerPort") }).ToHashSet();
            Assert.All(service.Node.At("spec", "ports").Items(), port => Assert.True(open.Contains(port.Text("targetPort") ?? port.Text("port")), $"{folder}: {service} leads to port {port.Text("targetPort")}, which no pod has"));
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Probes_and_ingresses_name_existing_ports(string folder)
    {
        var rendered = await KustomizeOutput.OfAsync(folder);
        foreach (var container in rendered.Objects.SelectMany(item => item.Containers))
        {
            var names = container.At("ports").Items().SelectMany(port => new[] { port.Text("name"), port.Text("containerPort") }).ToHashSet();
            Assert.All(container.Holding("httpGet"), probe => Assert.Contains(probe.Text("httpGet", "port"), names));
        }

        foreach (var backend in rendered.Of("Ingress").SelectMany(ingress => ingress.Node.Holding("backend")).Select(path => path.At("backend", "service")))
        {
            var service = rendered.Single("Service", backend.Text("name")!);
            Assert.Contains(backend.Text("port", "name"), service.Node.At("spec", "ports").Items().Select(port => port.Text("name")));
        }

        foreach (var monitor in rendered.Of("ServiceMonitor"))
        {
            var services = rendered.Of("Service").Where(service => Selectors.Matches(monitor.Node.At("spec", "selector", "matchLabels").Map(), service.Node.At("metadata", "labels").Map())).ToArray();
            var service = Assert.Single(services); // two Services over the same pods would be scraped twice
            Assert.All(monitor.Node.At("spec", "endpoints").Items(), endpoint => Assert.Contains(endpoint.Text("port"), service.Node.At("spec", "ports").Items().Select(port => port.Text("name"))));
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Autoscalers_and_roles_have_existing_targets(string folder)
    {
        var rendered = await KustomizeOutput.OfAsync(folder);
        Assert.All(
            rendered.Objects.Where(item => item.Kind is "HorizontalPodAutoscaler" or "ScaledObject").Select(item => item.Node.At("spec", "scaleTargetRef")),
            target => Assert.Equal("apps/v1", rendered.Single(target.Text("kind")!, target.Text("name")!).ApiVersion));
        foreach (var binding in rendered.Of("RoleBinding"))
        {
            rendered.Single("Role", binding.Node.Text("roleRef", "name")!);
            Assert.All(binding.Node.At("spec", "subjects").Items(), subject => rendered.Single(subject.Text("kind")!, subject.Text("name")!));
        }

        Assert.All(
            rendered.Of("Deployment").GroupBy(item => item.Name),
            item => Assert.True(rendered.Objects.Count(scaler => scaler.Kind is "HorizontalPodAutoscaler" or "ScaledObject" && scaler.Node.Text("spec", "scaleTargetRef", "name") == item.Key) <= 1, $"two autoscalers pull at {item.Key}"));
    }

    private static IEnumerable<string> Unresolved(KustomizeOutput rendered)
    {
        var secretKeys = rendered.Of("Secret").ToDictionary(secret => secret.Name, Keys);
        foreach (var item in rendered.Objects.Where(item => item.Pod is not null))
        {
            var pod = item.Pod!;
            var missing = Names(pod, "configMapRef", "name").Concat(Names(pod, "configMapKeyRef", "name")).Concat(Names(pod, "configMap", "name")).Select(name => ("ConfigMap", name))
                .Concat(Names(pod, "secretRef", "name").Concat(Names(pod, "secret", "secretName")).Select(name => ("Secret", name)))
                .Concat(Names(pod, "persistentVolumeClaim", "claimName").Select(name => ("PersistentVolumeClaim", name)))
                .Concat(pod.Text("serviceAccountName") is { } account ? [("ServiceAccount", account)] : [])
                .Concat(item.Node.Text("spec", "serviceName") is { } service ? [("Service", service)] : [])
                .Where(named => !rendered.Objects.Any(other => (other.Kind, other.Name) == named));
            foreach (var (kind, name) in missing)
            {
                yield return $"{item} names {kind}/{name}";
            }

            foreach (var reference in pod.Holding("secretKeyRef").Select(holder => holder.At("secretKeyRef")))
            {
                if (!secretKeys.TryGetValue(reference.Text("name")!, out var keys) || !keys.Contains(reference.Text("key")!))
                {
                    yield return $"{item} names key {reference.Text("key")} of Secret/{reference.Text("name")}";
                }
            }

            var volumes = pod.At("volumes").Items().Select(volume => volume.Text("name")).Concat(item.Node.At("spec", "volumeClaimTemplates").Items().Select(claim => claim.Text("metadata", "name"))).ToHashSet();
            foreach (var mount in item.Containers.SelectMany(container => container.At("volumeMounts").Items()).Where(mount => !volumes.Contains(mount.Text("name"))))
            {
                yield return $"{item} mounts {mount.Text("name")}";
            }
        }
    }

    private static IEnumerable<string> Names(YamlNode pod, string holder, string field) =>
        pod.Holding(holder).Select(node => node.Text(holder, field)).OfType<string>();

    // The tree holds no values of a Secret: an annotation lists its keys.
    private static HashSet<string> Keys(KubernetesObject secret) =>
    [
        .. new[] { "vision-system/keys", "vision-system/optional-keys" }
            .SelectMany(annotation => (secret.Node.Text("metadata", "annotations", annotation) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)),
    ];
}
