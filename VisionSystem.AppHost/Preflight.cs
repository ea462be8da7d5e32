using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace VisionSystem.AppHost;

/// <summary>Finds out before anything starts what would keep it from running, and says what was chosen.</summary>
internal static class Preflight
{
    private const string DashboardUrls = "ASPNETCORE_URLS";

    /// <returns>False when something was said on standard error that the user has to mend first.</returns>
    public static bool Passes(IDistributedApplicationBuilder builder, AppHostSettings settings)
    {
        List<string> errors = [.. settings.Errors];
        var runs = builder.ExecutionContext.IsRunMode;

        // Tests let Aspire choose other ports, and publishing starts nothing.
        if (errors.Count == 0 && runs && !builder.Configuration.GetValue("DcpPublisher:RandomizePorts", false))
        {
            errors.AddRange(BusyPorts(builder.Configuration, settings));
        }

        foreach (var error in errors)
        {
            Console.Error.WriteLine(error);
        }

        if (errors.Count == 0 && runs)
        {
            Console.WriteLine(settings.Topology);
            Console.WriteLine(settings.Listen.Warning ?? $"The API listens on {settings.Listen.Address}, for this machine alone.");
        }

        return errors.Count == 0;
    }

    private static IEnumerable<string> BusyPorts(ConfigurationManager configuration, AppHostSettings settings)
    {
        (string Name, string Option, string Address, int Port)[] listeners =
        [
            ("yolo-inference", "--api-port", settings.Listen.Address, settings.ApiPort),
            ("logging-service", "--logging-port", ListenAddress.Loopback, settings.LoggingPort),
            .. (configuration[DashboardUrls] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
                .Where(url => Uri.IsWellFormedUriString(url, UriKind.Absolute)).Select(url => new Uri(url))
                .Select(url => ("the dashboard", DashboardUrls, url.Host == "localhost" ? ListenAddress.Loopback : url.Host, url.Port)),
        ];
        foreach (var group in listeners.GroupBy(listener => listener.Port).Where(group => group.Count() > 1))
        {
            yield return $"Port {group.Key} is given to {string.Join(" and ", group.Select(listener => listener.Name))}: each needs its own.";
        }

        foreach (var listener in listeners.Where(listener => IsBusy(listener.Address, listener.Port)))
        {
            yield return $"Port {listener.Port} of {listener.Name} is in use by another program: stop it or choose another port with {listener.Option}.";
        }
    }

    private static bool IsBusy(string host, int port)
    {
        if (!IPAddress.TryParse(host, out var address))
        {
            return false;
        }

        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return false;
        }
        catch (SocketException failure)
        {
            // Any other failure, an address that this machine does not have for instance, is the server's own to tell.
            return failure.SocketErrorCode == SocketError.AddressAlreadyInUse;
        }
    }
}
