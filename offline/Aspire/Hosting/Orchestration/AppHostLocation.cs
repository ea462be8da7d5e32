using System.Reflection;
using System.Runtime.Versioning;

namespace Aspire.Hosting.Orchestration;

/// <summary>Where the AppHost is and how it was built; the projects that it references were built the same way.</summary>
internal sealed record AppHostLocation(string Directory, Assembly? Assembly)
{
    /// <summary>Path of the assembly that a project's build wrote.</summary>
    /// <exception cref="DistributedApplicationException">The project is not built.</exception>
    public string BuiltAssembly(IProjectMetadata project)
    {
        var configuration = Assembly?.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug";
        var framework = new FrameworkName(Assembly?.GetCustomAttribute<TargetFrameworkAttribute>()?.FrameworkName
            ?? AppContext.TargetFrameworkName ?? ".NETCoreApp,Version=v10.0").Version;
        var path = Path.Combine(
            Path.GetDirectoryName(project.ProjectPath)!, "bin", configuration, $"net{framework.Major}.{framework.Minor}",
            Path.GetFileNameWithoutExtension(project.ProjectPath) + ".dll");
        return File.Exists(path) ? path : throw new DistributedApplicationException($"{path} does not exist: build the AppHost first.");
    }
}
