using Microsoft.AspNetCore.Builder;

namespace VisionSystem.ServiceDefaults.Lifetime;

/// <summary>Creates and runs the host of a service.</summary>
public static class ServiceHost
{
    /// <summary>
    /// Creates a builder that reads its configuration once. Watching the files for changes would watch every file below the
    /// working folder, including a spool or a database that is written with each image.
    /// </summary>
    /// <param name="args">The command line.</param>
    /// <returns>The builder.</returns>
    public static WebApplicationBuilder CreateBuilder(params string[] args) =>
        WebApplication.CreateSlimBuilder([.. args, "--hostBuilder:reloadConfigOnChange=false"]);

    /// <summary>
    /// Runs until the service is stopped. A stop signal during start is a normal end, although the host throws then.
    /// </summary>
    /// <param name="app">The service.</param>
    public static void RunToEnd(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var stopping = app.Lifetime.ApplicationStopping;
        try
        {
            app.Run();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host throws when it is stopped before it has started.
        }
    }
}
