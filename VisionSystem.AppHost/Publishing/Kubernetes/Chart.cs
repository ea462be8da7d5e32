using VisionSystem.AppHost.Publishing.Kubernetes;

namespace VisionSystem.AppHost.Publishing;

/// <summary>The Helm chart that <c>aspire publish</c> writes.</summary>
internal static partial class Publication
{
    private const string Name = "vision-system";

    static partial void DescribeChart(
        IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> inference, IResourceBuilder<ProjectResource> logging)
    {
        var cluster = builder.AddKubernetesEnvironment("k8s")
            .WithHelm(helm => helm.WithNamespace(Name).WithReleaseName(Name).WithChartName(Name).WithChartVersion("1.0.0"))
            .WithDashboard(false)
            .WithProperties(environment =>
            {
                environment.DefaultStorageType = "pvc";
                environment.DefaultStorageSize = "20Gi";
                environment.DefaultServiceType = "ClusterIP";
            });
        cluster.AddIngress("public").WithIngressClass("nginx").WithPath("/", inference.GetEndpoint("http"));

        inference.PublishAsKubernetesService(InferenceWorkload.Describe);
        logging.PublishAsKubernetesService(LoggingWorkload.Describe);
        foreach (var container in builder.Resources.OfType<ContainerResource>().ToArray())
        {
            builder.CreateResourceBuilder(container).PublishAsKubernetesService(service => DataServices.Describe(service, container.Name));
        }
    }
}
