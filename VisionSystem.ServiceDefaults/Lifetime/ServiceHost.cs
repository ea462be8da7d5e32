using Microsoft.AspNetCore.Builder;

namespace VisionSystem.ServiceDefaults.Lifetime;

/// <summary>How services are hosted.</summary>
public static class ServiceHost
{
    /// <summary>
    /// A builder that reads its configuration once. Watching the files for changes would mean watching every file below the
    /// working folder, where a spool or a database may lie that is written to with each image.
    /// </summary>
    /// <param name="args">The command line.</param>
    public static WebApplicationBuilder CreateBuilder(params string[] args) =>
        WebApplication.CreateSlimBuilder([.. args, "--hostBuilder:reloadConfigOnChange=false"]);
}
