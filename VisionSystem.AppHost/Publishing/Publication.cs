namespace VisionSystem.AppHost.Publishing;

/// <summary>How the application is published: as a manifest for aspirate, or as a Helm chart by Aspire's Kubernetes publisher.</summary>
internal static partial class Publication
{
    private const string NoChart =
        "This build writes no Helm chart. Build with -p:KubernetesPublisher=true, or set KubernetesPublisher=true in the environment of aspire publish; docs/deployment.md has both ways into a cluster.";

    /// <summary>
    /// Says what a chart needs beyond the app model. The manifest does without: what kustomize lays over it says the same
    /// (aspirate-output/components).
    /// </summary>
    public static void Describe(
        IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> inference, IResourceBuilder<ProjectResource> logging)
    {
        if (builder.ExecutionContext.IsPublishMode && builder.Configuration["Publishing:Publisher"] is not "manifest")
        {
            DescribeChart(builder, inference, logging);
            if (!builder.Resources.OfType<IComputeEnvironmentResource>().Any())
            {
                builder.OnBeforeStart((_, _) => throw new DistributedApplicationException(NoChart));
            }
        }
    }

    /// <summary>The port of the container. Running, two replicas on one machine need one each, which the orchestrator finds.</summary>
    public static int? PublishedPort(this IDistributedApplicationBuilder builder, int port) => builder.ExecutionContext.IsPublishMode ? port : null;

    /// <summary>The name of a volume. Aspire's own has a dot in it, which Kubernetes refuses.</summary>
    public static string? PublishedName(this IDistributedApplicationBuilder builder, string name) => builder.ExecutionContext.IsPublishMode ? name : null;

    static partial void DescribeChart(
        IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> inference, IResourceBuilder<ProjectResource> logging);
}
