using System.Text.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Publishing;

/// <summary>
/// Writes the application as <c>--publisher manifest</c> does (https://aspire.dev/deployment/manifest-format/): what the app
/// model says, with expressions where values are known only in the cluster.
/// </summary>
internal sealed class ManifestPublisher(
    DistributedApplicationModel model, DistributedApplicationExecutionContext context, IConfiguration configuration)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the file that <c>--output-path</c> names.</summary>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        if (configuration["Publishing:Publisher"] is not "manifest")
        {
            throw new NotSupportedException("Publishing other than with --publisher manifest needs the official Aspire packages.");
        }

        var output = configuration["Publishing:OutputPath"]
            ?? throw new DistributedApplicationException("--publisher manifest wants an --output-path.");
        var path = Path.GetFullPath(Directory.Exists(output) ? Path.Combine(output, "aspire-manifest.json") : output);
        var resources = await ResourcesAsync(Path.GetDirectoryName(path)!, cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(path, new JsonObject { ["resources"] = resources }.ToJsonString(Indented) + "\n", cancellationToken).ConfigureAwait(false);
    }

    private async Task<JsonObject> ResourcesAsync(string folder, CancellationToken cancellationToken)
    {
        var environment = new ManifestEnvironment(context);
        var written = new JsonObject();
        foreach (var resource in model.Resources)
        {
            written[resource.Name] = resource switch
            {
                ParameterResource parameter => ManifestParameter.Of(parameter),
                PostgresDatabaseResource database => Value($"{{{database.Parent.Name}.connectionString}};Database={database.DatabaseName}"),
                ContainerResource container => await ManifestContainer.OfAsync(container, environment, cancellationToken).ConfigureAwait(false),
                ProjectResource project => await ProjectAsync(project, folder, environment, cancellationToken).ConfigureAwait(false),
                _ => throw new NotSupportedException($"The stand-in for Aspire cannot publish '{resource.Name}', a {resource.GetType().Name}."),
            };
        }

        // Aspire puts what it derives from secrets after everything else.
        foreach (var parameter in environment.Encoded)
        {
            written[parameter + ManifestEnvironment.EncodedSuffix] = new JsonObject { ["type"] = "annotated.string", ["value"] = $"{{{parameter}.value}}", ["filter"] = "uri" };
        }

        return written;
    }

    private static JsonObject Value(string connectionString) => new() { ["type"] = "value.v0", ["connectionString"] = connectionString };

    private static async Task<JsonObject> ProjectAsync(ProjectResource project, string folder, ManifestEnvironment environment, CancellationToken cancellationToken) => new()
    {
        ["type"] = "project.v0",
        ["path"] = Path.GetRelativePath(folder, project.Annotations.OfType<IProjectMetadata>().Single().ProjectPath).Replace('\\', '/'),
        ["env"] = await environment.OfAsync(project, cancellationToken).ConfigureAwait(false),
        ["bindings"] = ManifestBindings.Of(project),
    };
}
