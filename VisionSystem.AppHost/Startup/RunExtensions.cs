using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace VisionSystem.AppHost.Startup;

/// <summary>How the AppHost starts, reports and ends.</summary>
internal static class RunExtensions
{
    /// <summary>Longer than a service takes to finish what it has accepted.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Used where no other configuration has a value.</summary>
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        // Ends after the last resource has, and not before.
        ["DcpPublisher:WaitForResourceCleanup"] = "true",

        // The console is for what the user has to know; the dashboard shows the rest.
        ["Logging:LogLevel:Default"] = "Warning",
        ["Logging:LogLevel:Aspire.Hosting.Dcp"] = "Error",
        ["Logging:LogLevel:Aspire.Hosting.Dashboard"] = "Error",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Error",
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "None",
    };

    /// <summary>Prepares the run: quiet logs, checks before the start, the report after it.</summary>
    public static AppHostOptions AddStartup(this IDistributedApplicationBuilder builder, string[] args)
    {
        builder.Configuration.AddInMemoryCollection(Defaults.Where(setting => builder.Configuration[setting.Key] is null));
        var options = AppHostOptions.From(builder, args);
        DashboardAddress.Add(builder, options);
        StartChecks.Add(builder, options);
        StartMonitor.Add(builder, options);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        if (builder.ExecutionContext.IsRunMode && options.Errors.Count == 0)
        {
            Console.WriteLine(options.Topology);
            Console.WriteLine(options.Listen.Warning ?? $"The API listens on {options.Listen.Address}, for this machine alone.");
        }

        return options;
    }

    /// <summary>Runs the application until it ends. A start that fails is reported in sentences, on standard error.</summary>
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
