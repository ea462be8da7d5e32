using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration.Launching;

/// <summary>Runs what a project's build wrote.</summary>
internal sealed class ProjectLauncher(AppHostLocation location) : ILauncher
{
    public bool Launches(IResource resource) => resource is ProjectResource;

    public Task<Launch> PrepareAsync(LaunchRequest request, CancellationToken cancellationToken)
    {
        var project = request.Resource.Annotations.OfType<IProjectMetadata>().Last();
        return Task.FromResult(new Launch(
            Executables.Dotnet, [location.BuiltAssembly(project)], Path.GetDirectoryName(project.ProjectPath)!, request.Environment));
    }
}
