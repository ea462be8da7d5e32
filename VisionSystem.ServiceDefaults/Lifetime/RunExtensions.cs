using Microsoft.AspNetCore.Builder;

namespace VisionSystem.ServiceDefaults.Lifetime;

/// <summary>Runs a service to its end.</summary>
public static class RunExtensions
{
    /// <summary>
    /// Runs until the service is asked to stop. Asked before the server is up, the host gives up starting with an exception,
    /// which would end the process as a crash does; it is an ordinary end.
    /// </summary>
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
            // Whoever sent the signal knows.
        }
    }
}
