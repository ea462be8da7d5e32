using VisionSystem.AppHost.Publishing.AppModel;
using VisionSystem.AppHost.Publishing.Objects;
using k8s;

namespace VisionSystem.Tests.Deployment;

/// <summary>Each fact of the deployment has one source, from which both the kustomize tree and the chart are made.</summary>
public sealed class LayerTests
{
    /// <summary>
    /// The chart contains the objects with all layers applied (ChartTests); kustomize derives the same objects from the base
    /// and its patches.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kustomize_and_the_layers_produce_the_same_objects(bool isForGpu)
    {
        Layer[] layers = [.. Layers.All, .. isForGpu ? (Layer[])[Layers.Gpu] : []];
        var tree = await TreeAsync(layers);
        await using var builder = await DriftTests.BuilderAsync();

        var count = 0;
        foreach (var item in (await DriftTests.PublishedAsync(builder)).SelectMany(resource => ObjectsOf(resource, layers)))
        {
            var (kustomize, layered) = (ComparableObject.Text(tree.Single(item.Kind, item.Name)), ComparableObject.Text(item));
            Assert.True(kustomize == layered, $"{item}:\n{kustomize}\n{layered}");
            count++;
        }

        Assert.Equal(25, count);
    }

    [Fact]
    public void An_unknown_workload_is_refused_by_name()
    {
        var resource = new PublishedResource("newcomer", "image", null, [], [], [], []);

        var failure = Assert.Throws<global::Aspire.Hosting.DistributedApplicationException>(() => ObjectsOf(resource, [.. Layers.All]).ToArray());
        Assert.Contains("'newcomer'", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>The base with the components of the layers, rendered by kustomize.</summary>
    internal static Task<KustomizeOutput> TreeAsync(IEnumerable<Layer> layers) => KustomizeOutput.WithAsync("base", layers.Select(layer => layer.Component));

    private static IEnumerable<KubernetesObject> ObjectsOf(PublishedResource resource, Layer[] layers)
    {
        var objects = WorkloadObjects.Of(resource, ObjectNames.OfKustomize(resource.Name));
        foreach (var layer in layers)
        {
            layer.Apply(objects);
        }

        return objects.All.SelectMany(item => KubernetesObject.Parse(KubernetesYaml.Serialize(item)));
    }
}
