using System.ComponentModel;
using System.Diagnostics;

namespace VisionSystem.AppHost;

/// <summary>The container runtime of this machine.</summary>
/// <param name="Program">The first program that responds; null if none does.</param>
/// <param name="Reason">The reason why no program responds; empty if one does.</param>
internal sealed record ContainerRuntime(string? Program, string Reason)
{
    private const string DockerHub = "docker.io";

    private static readonly TimeSpan ProgramTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RegistryTimeout = TimeSpan.FromSeconds(3);

    private enum ProbeResult
    {
        Succeeded,
        Failed,
        TimedOut,
        NotInstalled,
    }

    /// <summary>Finds a runtime by listing its running containers: a client without a server is not usable.</summary>
    /// <param name="chosen">The only program to probe, from <c>ASPIRE_CONTAINER_RUNTIME</c>; null for Docker, then Podman.</param>
    public static async Task<ContainerRuntime> FindAsync(string? chosen)
    {
        var reasons = new List<string>();
        foreach (var program in string.IsNullOrEmpty(chosen) ? (string[])["docker", "podman"] : [chosen])
        {
            switch (await ProbeAsync(program, "ps", "--quiet"))
            {
                case ProbeResult.Succeeded:
                    return new(program, "");
                case ProbeResult.Failed:
                    reasons.Add($"{program} cannot reach its server");
                    break;
                case ProbeResult.TimedOut:
                    reasons.Add($"{program} does not respond within {ProgramTimeout.TotalSeconds:0} s");
                    break;
                default:
                    reasons.Add($"{program} is not installed");
                    break;
            }
        }

        return new(null, string.Join(", ", reasons));
    }

    /// <summary>Finds an image that is neither stored on this machine nor in a registry that responds.</summary>
    /// <param name="images">Full names of the images, with tags.</param>
    /// <returns>The reason in one clause; null if every image is available.</returns>
    public async Task<string?> FindMissingImageAsync(IEnumerable<string> images)
    {
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var responding = new HashSet<string>();
        foreach (var image in images)
        {
            var registry = RegistryOf(image);
            if (responding.Contains(registry) || await ProbeAsync(Program!, "image", "inspect", image, "--format", "{{.Id}}") == ProbeResult.Succeeded)
            {
                continue;
            }

            if (!await RespondsAsync(client, registry))
            {
                return $"{image} is not stored on this machine and {registry} does not respond";
            }

            responding.Add(registry);
        }

        return null;
    }

    /// <summary>Returns the first part of an image name if it is a host name, otherwise Docker Hub, as Docker resolves names.</summary>
    private static string RegistryOf(string image) =>
        image.Split('/') is [var first, _, ..] && (first == "localhost" || first.AsSpan().ContainsAny('.', ':')) ? first : DockerHub;

    /// <summary>
    /// Requests the base of the registry's API, which responds with 200 or 401 (OCI distribution specification, end-1). The timeout
    /// includes the DNS lookup.
    /// </summary>
    private static async Task<bool> RespondsAsync(HttpClient client, string registry)
    {
        // Docker also accepts registries on the loopback address without TLS.
        var address = registry == DockerHub ? new Uri("https://registry-1.docker.io/v2/") : new Uri($"https://{registry}/v2/");
        if (address.IsLoopback)
        {
            address = new Uri($"http://{registry}/v2/");
        }

        using var deadline = new CancellationTokenSource(RegistryTimeout);
        try
        {
            using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            return (int)response.StatusCode < 500;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<ProbeResult> ProbeAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            using var deadline = new CancellationTokenSource(ProgramTimeout);
            try
            {
                await process.WaitForExitAsync(deadline.Token);
                return process.ExitCode == 0 ? ProbeResult.Succeeded : ProbeResult.Failed;
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return ProbeResult.TimedOut;
            }
        }
        catch (Win32Exception)
        {
            return ProbeResult.NotInstalled;
        }
    }
}
