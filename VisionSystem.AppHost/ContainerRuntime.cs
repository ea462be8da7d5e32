using System.ComponentModel;
using System.Diagnostics;

namespace VisionSystem.AppHost;

/// <summary>The container runtime of this machine.</summary>
/// <param name="Program">The first program that answers; null if none does.</param>
/// <param name="Reason">Why there is none; empty if there is one.</param>
internal sealed record ContainerRuntime(string? Program, string Reason)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RegistryTimeout = TimeSpan.FromSeconds(3);

    private enum Answer
    {
        Yes,
        Missing,
        Refused,
        Hangs,
    }

    /// <param name="chosen">The only one to ask, as <c>ASPIRE_CONTAINER_RUNTIME</c> names it; null for any.</param>
    public static ContainerRuntime Find(string? chosen)
    {
        var reasons = new List<string>();
        foreach (var program in string.IsNullOrEmpty(chosen) ? (string[])["docker", "podman"] : [chosen])
        {
            switch (Probe(program, "ps", "--quiet"))
            {
                case Answer.Yes:
                    return new(program, "");
                case Answer.Refused:
                    reasons.Add($"{program} cannot reach its server");
                    break;
                case Answer.Hangs:
                    reasons.Add($"{program} does not answer within {Patience.TotalSeconds:0} s");
                    break;
                default:
                    reasons.Add($"{program} is not installed");
                    break;
            }
        }

        return new(null, string.Join(", ", reasons));
    }

    /// <summary>Finds an image that is neither stored on this machine nor in a registry that responds.</summary>
    /// <returns>The reason in one clause; null if every image is available.</returns>
    public string? MissingImage(IEnumerable<string> images)
    {
        using var client = new HttpClient { Timeout = RegistryTimeout };
        var responding = new HashSet<string>();
        foreach (var image in images.Where(image => Probe(Program!, "image", "inspect", image) != Answer.Yes))
        {
            var registry = image.Split('/')[0];
            if (!responding.Contains(registry) && !Responds(client, registry))
            {
                return $"{image} is not stored on this machine and {registry} does not respond";
            }

            responding.Add(registry);
        }

        return null;
    }

    /// <summary>Requests the base of the registry's API, which responds with 200 or 401 (OCI distribution specification, end-1).</summary>
    private static bool Responds(HttpClient client, string registry)
    {
        // Docker, too, accepts registries on the loopback address without TLS.
        var address = registry == "docker.io" ? new Uri("https://registry-1.docker.io/v2/") : new Uri($"https://{registry}/v2/");
        if (address.IsLoopback)
        {
            address = new Uri($"http://{registry}/v2/");
        }

        try
        {
            using var response = client.Send(new(HttpMethod.Get, address), HttpCompletionOption.ResponseHeadersRead);
            return (int)response.StatusCode < 500;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>Asks for the running containers: a client without its server, as Docker's often is, is no runtime.</summary>
    private static Answer Probe(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            if (process.WaitForExit(Patience))
            {
                return process.ExitCode == 0 ? Answer.Yes : Answer.Refused;
            }

            process.Kill(entireProcessTree: true);
            return Answer.Hangs;
        }
        catch (Win32Exception)
        {
            return Answer.Missing;
        }
    }
}
