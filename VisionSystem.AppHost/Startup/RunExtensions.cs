using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace VisionSystem.AppHost.Startup;

/// <summary>Configures, runs and stops the application.</summary>
internal static class RunExtensions
{
    /// <summary>Longer than a service takes to complete its accepted requests.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Defaults for keys without a value in any other configuration source.</summary>
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        // The AppHost ends only after its last resource has ended.
        ["DcpPublisher:WaitForResourceCleanup"] = "true",

        // The console shows only messages that require action; the dashboard shows all others.
        ["Logging:LogLevel:Default"] = "Warning",
        ["Logging:LogLevel:Aspire.Hosting.Dcp"] = "Error",
        ["Logging:LogLevel:Aspire.Hosting.Dashboard"] = "Error",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Error",
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "None",
    };

    /// <summary>Reads the options and adds log levels, checks before the start and the report after it.</summary>
    public static async Task<AppHostOptions> AddStartupAsync(this IDistributedApplicationBuilder builder, string[] args)
    {
        builder.Configuration.AddInMemoryCollection(Defaults.Where(setting => builder.Configuration[setting.Key] is null));
        var options = await AppHostOptions.ReadAsync(builder, args);
        DashboardAddress.Add(builder, options);
        StartChecks.Add(builder, options);
        StartMonitor.Add(builder, options);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        if (builder.ExecutionContext.IsRunMode && options.Errors.Count == 0)
        {
            Console.WriteLine(options.Topology);
            Console.WriteLine(options.AccessLine);
        }

        return options;
    }

    /// <summary>Runs the application until it ends. A failed start is reported on standard error, one sentence for each problem.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunToEndAsync(this IDistributedApplicationBuilder builder)
    {
        IReadOnlyList<Process> orchestrator = [];
        try
        {
            StartMonitor? monitor;
            await using (var application = builder.Build())
            {
                monitor = application.Services.GetService<StartMonitor>();
                application.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => orchestrator = OrchestratorProcesses.Find());
                await application.RunAsync();
            }

            if (monitor?.Failure is { } failure)
            {
                await Console.Error.WriteLineAsync(failure);
                return 1;
            }

            return Environment.ExitCode;
        }
        catch (Exception failure) when (failure is DistributedApplicationException or OptionsValidationException)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
        finally
        {
            await OrchestratorProcesses.WaitAsync(orchestrator);
        }
    }
}
