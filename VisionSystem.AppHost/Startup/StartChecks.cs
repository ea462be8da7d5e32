using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using VisionSystem.AppHost.Monitoring;
using VisionSystem.AppHost.Servers;

namespace VisionSystem.AppHost.Startup;

/// <summary>Finds what would keep the application from running before anything starts.</summary>
internal static class StartChecks
{
    private const string DashboardUrls = "ASPNETCORE_URLS";
    private const string DashboardPortOption = "--dashboard-port";

    private static readonly string[] TelemetryUrls = ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"];

    private sealed record Listener(string Name, string Option, string Address, int Port);

    /// <summary>Makes the start fail with all that is wrong.</summary>
    public static void Add(IDistributedApplicationBuilder builder, AppHostOptions options) =>
        builder.Eventing.Subscribe<BeforeStartEvent>((start, _) =>
        {
            List<string> problems = [.. options.Errors];
            if (problems.Count == 0 && builder.ExecutionContext.IsRunMode)
            {
                problems.AddRange(
                [
                    .. builder.RandomizesPorts() ? [] : BusyPorts(start.Model, builder.Configuration),
                    .. ReadOnlyFolders(options),
                    .. MissingPrograms(builder, options),
                    .. MonitoringExtensions.MissingProgram(start.Model) is { } missing ? (string[])[missing] : [],
                ]);
            }

            return problems.Count == 0 ? Task.CompletedTask : throw new CannotStartException(problems);
        });

    private static IEnumerable<string> MissingPrograms(IDistributedApplicationBuilder builder, AppHostOptions options)
    {
        switch (options.Topology.Topology)
        {
            case Topology.Local:
                foreach (var missing in LocalServers.MissingPrograms(builder.AppHostDirectory))
                {
                    yield return $"--topology local needs {missing}: install it, or choose --topology embedded.";
                }

                break;
            case Topology.Containers when ContainerRuntime.Find(builder.Configuration["ASPIRE_CONTAINER_RUNTIME"]) is { Program: null } runtime:
                yield return $"--topology containers needs Docker or Podman ({runtime.Reason}): start it, or choose --topology local or embedded.";
                break;
            default:
                break;
        }
    }

    private static IEnumerable<string> ReadOnlyFolders(AppHostOptions options)
    {
        foreach (var folder in (string[])[options.DataPath, options.SpoolPath])
        {
            string? refusal = null;
            try
            {
                Directory.CreateDirectory(folder);
                File.Open(Path.Combine(folder, $".{Path.GetRandomFileName()}"), new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    Options = FileOptions.DeleteOnClose,
                }).Dispose();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                refusal = failure.Message;
            }

            if (refusal is not null)
            {
                yield return $"The data folder {folder} cannot be written ({refusal.TrimEnd('.')}): make it writable, or choose another with --data.";
            }
        }
    }

    private static IEnumerable<string> BusyPorts(DistributedApplicationModel model, ConfigurationManager configuration)
    {
        Listener[] listeners =
        [
            .. from resource in model.Resources
               from endpoint in resource.Annotations.OfType<EndpointAnnotation>()
               where endpoint.Port is > 0
               select new Listener(resource.Name, OptionOf(resource.Name), endpoint.TargetHost, endpoint.Port ?? 0),
            .. UrlsOf(DashboardUrls, "the dashboard"),
            .. TelemetryUrls.SelectMany(name => UrlsOf(name, "the dashboard's telemetry")),
        ];
        foreach (var group in listeners.GroupBy(listener => listener.Port).Where(group => group.Count() > 1))
        {
            yield return $"Port {group.Key} is given to {string.Join(" and ", group.Select(listener => listener.Name))}: choose one for each.";
        }

        foreach (var listener in listeners.Where(listener => IsBusy(listener.Address, listener.Port)))
        {
            yield return $"Port {listener.Port} of {listener.Name} is in use by another program: stop that program, or choose another port{listener.Option}.";
        }

        IEnumerable<Listener> UrlsOf(string name, string listener) => (configuration[name] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Where(url => Uri.IsWellFormedUriString(url, UriKind.Absolute)).Select(url => new Uri(url))
            .Where(url => url.Port != 0)
            .Select(url => new Listener(listener, $" with {DashboardPortOption}", url.Host, url.Port));

        static string OptionOf(string resource) => resource switch
        {
            "yolo-inference" => " with --port",
            "logging-service" => " with --logging-port",
            _ => "",
        };
    }

    private static bool IsBusy(string host, int port)
    {
        var address = IPAddress.TryParse(host, out var parsed) ? parsed : IPAddress.Loopback;
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return false;
        }
        catch (SocketException failure)
        {
            // Any other failure, an address that this machine does not have for instance, is the server's own to report.
            return failure.SocketErrorCode == SocketError.AddressAlreadyInUse;
        }
    }
}

/// <summary>The application cannot start; each problem is a sentence that tells the user what to do.</summary>
internal sealed class CannotStartException(IReadOnlyList<string> problems) : DistributedApplicationException(string.Join('\n', problems))
{
    public IReadOnlyList<string> Problems => problems;
}
