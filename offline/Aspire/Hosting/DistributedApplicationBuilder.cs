using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Orchestration.Launching;
using Aspire.Hosting.Publishing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

internal sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    /// <summary>Longer than a service's own draining, twice: dependants end before what they depend on.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(75);

    private static readonly Dictionary<string, string> Switches = new()
    {
        ["--operation"] = "AppHost:Operation",
        ["--publisher"] = "Publishing:Publisher",
        ["--output-path"] = "Publishing:OutputPath",
    };

    private readonly HostApplicationBuilder _inner;
    private readonly AppHostHooks? _hooks;

    public DistributedApplicationBuilder(DistributedApplicationOptions options, AppHostHooks? hooks)
    {
        _hooks = hooks;
        var settings = new HostApplicationBuilderSettings { Args = options.Args };
        hooks?.OnConstructing(options, settings);
        _inner = new HostApplicationBuilder(settings);
        _inner.Configuration.AddCommandLine(options.Args ?? [], Switches);

        AppHostAssembly = options.AssemblyName is { } name ? Assembly.Load(name) : Assembly.GetEntryAssembly();
        AppHostDirectory = AppHostAssembly?.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(metadata => metadata.Key == "AppHostProjectPath")?.Value ?? Directory.GetCurrentDirectory();
        if (string.Equals(Configuration["AppHost:Operation"], "publish", StringComparison.OrdinalIgnoreCase)
            || Configuration["Publishing:Publisher"] is not null)
        {
            ExecutionContext = new(DistributedApplicationOperation.Publish);
        }

        // A service that is still starting is no error worth a line for every check of it.
        _inner.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System.Net.Http", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)
            .AddSimpleConsole(console => console.SingleLine = true);
        Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        Services.AddHttpClient();
        Services.AddHealthChecks();
        Services.AddSingleton(options).AddSingleton(ExecutionContext).AddSingleton(new DistributedApplicationModel(Resources))
            .AddSingleton<ResourceNotificationService>().AddSingleton<ResourceLoggerService>().AddSingleton(TimeProvider.System)
            .AddSingleton(new AppHostLocation(AppHostDirectory, AppHostAssembly))
            .AddSingleton<ChildProcesses>().AddSingleton<ResourceOutput>().AddSingleton<HealthMonitor>().AddSingleton<Dashboard>()
            .AddSingleton<Volumes>().AddSingleton<ILauncher, ProjectLauncher>().AddSingleton<ILauncher, PostgresLauncher>()
            .AddSingleton<ILauncher, RedisLauncher>().AddSingleton<ILauncher, S3Launcher>()
            .AddSingleton<ILauncher, PrometheusLauncher>().AddSingleton<ILauncher, AbsentLauncher>()
            .AddSingleton<ServiceEnvironment>().AddSingleton<ManifestPublisher>().AddSingleton<Orchestrator>()
            .AddSingleton(services => new ResourceCommandService(services.GetRequiredService<Orchestrator>()))
            .AddHostedService(services => services.GetRequiredService<Orchestrator>());
    }

    public Assembly? AppHostAssembly { get; }

    public string AppHostDirectory { get; }

    public ConfigurationManager Configuration => _inner.Configuration;

    public IHostEnvironment Environment => _inner.Environment;

    public DistributedApplicationExecutionContext ExecutionContext { get; } = new(DistributedApplicationOperation.Run);

    public IResourceCollection Resources { get; } = new ResourceCollection();

    public IServiceCollection Services => _inner.Services;

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (Resources.Any(existing => string.Equals(existing.Name, resource.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new DistributedApplicationException($"There is already a resource named '{resource.Name}'.");
        }

        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        _hooks?.OnBuilding(this);
        var application = new DistributedApplication(_inner.Build(), _hooks);
        _hooks?.OnBuilt(application);
        return application;
    }
}
