using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration.Launching;

/// <summary>Where the programs that stand in for containers keep their data: a folder for each resource.</summary>
internal sealed class Volumes(IConfiguration configuration, AppHostLocation location)
{
    private const string Key = "Volumes:Folder";

    /// <summary>What configuration says, else <c>.vision/volumes</c> beside the AppHost.</summary>
    public static string Folder(IConfiguration configuration, string appHostDirectory) =>
        Path.GetFullPath(configuration[Key] ?? Path.Combine(appHostDirectory, "..", ".vision", "volumes"));

    /// <summary>The folder of a resource, made when it is not there.</summary>
    public string Of(string resourceName) =>
        Directory.CreateDirectory(Path.Combine(Folder(configuration, location.Directory), resourceName)).FullName;
}
