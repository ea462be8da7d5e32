using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.AppHost.Publishing.AppModel;
using VisionSystem.AppHost.Publishing.Kustomize;

namespace VisionSystem.AppHost.Publishing;

/// <summary>
/// Publishes the application as a kustomize tree, as a Helm chart of Aspire's Kubernetes publisher, or as Aspire's manifest. Tree
/// and chart contain the same objects (<see cref="Objects.Layers"/>).
/// </summary>
internal static partial class Publication
{
    /// <summary>The name of the namespace, the release and the chart.</summary>
    public const string Namespace = "vision-system";

    /// <summary>The step that writes the kustomize tree.</summary>
    public const string KustomizeStep = "kustomize";

    private const string NoChart =
        "This build writes no Helm chart. Build with -p:KubernetesPublisher=true, or set KubernetesPublisher=true in the environment of aspire publish. docs/deployment.md describes both deployment methods.";

    /// <summary>Adds the publishers.</summary>
    public static void AddPublication(this IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> inference)
    {
        if (!builder.ExecutionContext.IsPublishMode || builder.Configuration["Publishing:Publisher"] is "manifest")
        {
            return;
        }

        // ASPIREPIPELINES001, 004: a publisher is added as a pipeline step, which writes to the folder of --output-path.
#pragma warning disable ASPIREPIPELINES001, ASPIREPIPELINES004
        builder.Pipeline.AddStep(KustomizeStep, async context =>
        {
            var resources = await PublishedResource.ReadAllAsync(context.Model.Resources, context.ExecutionContext, context.CancellationToken);
            new KustomizeTree(resources).Write(context.Services.GetRequiredService<IPipelineOutputService>().GetOutputDirectory());
        });
#pragma warning restore ASPIREPIPELINES001, ASPIREPIPELINES004
        if (builder.Configuration["Pipeline:Step"] is KustomizeStep)
        {
            return;
        }

        AddChart(builder, inference);
        if (!builder.Resources.OfType<IComputeEnvironmentResource>().Any())
        {
            builder.OnBeforeStart((_, _) => throw new DistributedApplicationException(NoChart));
        }
    }

    /// <summary>Reads a variable from a Secret of the cluster, although its value is not secret in the app model.</summary>
    public static IResourceBuilder<ProjectResource> WithSecretVariable(this IResourceBuilder<ProjectResource> service, string name) =>
        service.WithAnnotation(new SecretVariableAnnotation(name));

    /// <summary>Returns the published name of a volume. Aspire's default contains a dot, which Kubernetes rejects.</summary>
    public static string? PublishedName(this IDistributedApplicationBuilder builder, string name) => builder.ExecutionContext.IsPublishMode ? name : null;

    static partial void AddChart(IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> inference);
}
