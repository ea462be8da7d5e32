using System.Diagnostics;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>The real Aspire dashboard, run from the command line bundle that npm carries.</summary>
internal sealed class Dashboard(
    IConfiguration configuration, DistributedApplicationOptions options, AppHostLocation location, ChildProcesses children, ResourceOutput output)
{
    public const string Name = "aspire-dashboard";

    private const string OtlpKey = "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL";
    private const string DefaultUrl = "http://127.0.0.1:18888";
    private const string DefaultOtlpUrl = "http://127.0.0.1:18889";
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    private Process? _process;
    private volatile bool _stopping;

    /// <summary>Where services send telemetry (OTLP over gRPC): to this dashboard, else to the one that configuration names, else nowhere.</summary>
    public string? OtlpUrl => _process is not null ? configuration[OtlpKey] ?? DefaultOtlpUrl
        : options.DisableDashboard ? configuration[OtlpKey] : null;

    public void Start()
    {
        if (options.DisableDashboard)
        {
            return;
        }

        if (AspireCli.Find(location.Directory) is not { } cli)
        {
            output.Say("Dashboard: not started, the npm package @microsoft/aspire-cli-linux-x64 is not in .vision/native/aspire-cli.");
            return;
        }

        var url = (configuration["ASPNETCORE_URLS"] ?? DefaultUrl).Split(';')[0];
        string[] arguments =
        [
            "dashboard", "run", "--non-interactive", "--nologo", "--allow-anonymous",
            "--frontend-url", url,
            "--otlp-grpc-url", configuration[OtlpKey] ?? DefaultOtlpUrl,
            "--otlp-http-url", configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] ?? $"http://127.0.0.1:{FreePorts.Take()}",
        ];

        // What the AppHost's own environment says about addresses and resources is not meant for a dashboard that stands alone.
        var environment = new Dictionary<string, string?>
        {
            ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "true",
            ["ASPNETCORE_URLS"] = null,
            ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = null,
        };
        _process = children.Start(cli, arguments, location.Directory, environment, (line, isError) => output.Keep(Name, line, isError));
        _process.Exited += (_, _) => output.Say(_stopping ? $"{Name} | stopped" : $"{Name} | ended by itself: is another program on its ports?");
        output.Say($"Dashboard: {url}");
    }

    public async Task StopAsync()
    {
        if (_process is not null)
        {
            _stopping = true;
            await children.StopAsync(_process, StopPatience).ConfigureAwait(false);
        }
    }
}
