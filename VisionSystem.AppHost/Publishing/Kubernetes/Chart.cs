using VisionSystem.AppHost.Publishing.AppModel;
using VisionSystem.AppHost.Publishing.Kubernetes;

namespace VisionSystem.AppHost.Publishing;

/// <summary>The Helm chart that <c>aspire publish</c> writes.</summary>
internal static partial class Publication
{
    static partial void AddChart(IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> inference)
    {
        var cluster = builder.AddKubernetesEnvironment("k8s")
            .WithHelm(helm => helm.WithNamespace(Namespace).WithReleaseName(Namespace).WithChartName(Namespace).WithChartVersion("1.0.0"))
            .WithDashboard(false)
            .WithProperties(environment =>
            {
                // The layers add the claims; any other storage type would add Aspire's claims too.
                environment.DefaultStorageType = "emptydir";
                environment.DefaultServiceType = "ClusterIP";
            });
        cluster.AddIngress("public").WithIngressClass("nginx").WithPath("/", inference.GetEndpoint("http"));

        Dictionary<string, PublishedResource> resources = [];
        builder.OnBeforeStart(async (start, cancellationToken) =>
        {
            foreach (var resource in await PublishedResource.ReadAllAsync(start.Model.Resources, builder.ExecutionContext, cancellationToken))
            {
                resources.Add(resource.Name, resource);
            }
        });
        var objects = new ChartObjects(new(builder.AppHostDirectory));
        foreach (var resource in builder.Resources.OfType<IComputeResource>().Where(resource => resource is ProjectResource or ContainerResource).ToArray())
        {
            builder.CreateResourceBuilder(resource).PublishAsKubernetesService(service => objects.Describe(service, resources[resource.Name]));
        }
    }
}
