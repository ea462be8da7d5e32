using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Lets the testing builder into an AppHost's own entry point. It flows with the thread that runs the entry point.</summary>
internal abstract class AppHostHooks
{
    private static readonly AsyncLocal<AppHostHooks?> Flowing = new();

    public static AppHostHooks? Current
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }

    public abstract void OnConstructing(DistributedApplicationOptions options, HostApplicationBuilderSettings settings);

    /// <summary>Called by <see cref="IDistributedApplicationBuilder.Build"/> before it builds; may block.</summary>
    public abstract void OnBuilding(DistributedApplicationBuilder builder);

    public abstract void OnBuilt(DistributedApplication application);

    /// <summary>Takes the place of starting and waiting when the entry point runs the application.</summary>
    public abstract Task RunAsync(DistributedApplication application, CancellationToken cancellationToken);
}
