using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration.Launching;

/// <summary>
/// Runs this machine's prometheus in place of the container, with the configuration that the container mounts: its
/// <c>prometheus.local.yml</c> with the addresses that the container gets as variables.
/// </summary>
internal sealed class PrometheusLauncher(Volumes volumes) : ILauncher
{
    private const string Image = "prom/prometheus";

    public bool Launches(IResource resource) =>
        resource.TryGetLastAnnotation<ContainerImageAnnotation>(out var image) && image!.Image.EndsWith(Image, StringComparison.Ordinal);

    public async Task<Launch> PrepareAsync(LaunchRequest request, CancellationToken cancellationToken)
    {
        var program = Executables.Find("prometheus")
            ?? throw new DistributedApplicationException("prometheus is not installed (Debian's package prometheus).");
        var folder = volumes.Of(request.Resource.Name);
        var mounted = request.Resource.Annotations.OfType<ContainerMountAnnotation>().First(mount => mount.Type == ContainerMountType.BindMount).Source!;
        var text = await File.ReadAllTextAsync(Path.Combine(mounted, "prometheus.local.yml"), cancellationToken).ConfigureAwait(false);
        var settings = Path.Combine(folder, "prometheus.yml");
        await File.WriteAllTextAsync(
            settings,
            text.Replace("localhost:8000", Address(request, "INFERENCE"), StringComparison.Ordinal)
                .Replace("localhost:8001", Address(request, "LOGGING"), StringComparison.Ordinal)
                .Replace("rules/", mounted + "/rules/", StringComparison.Ordinal),
            cancellationToken).ConfigureAwait(false);
        string[] arguments =
        [
            "--config.file=" + settings, "--storage.tsdb.path=" + Path.Combine(folder, "data"),
            string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{request.Port("http")}"),
        ];
        return new Launch(program, arguments, folder, request.Environment);
    }

    private static string Address(LaunchRequest request, string variable) => new Uri(request.Environment[variable]!).Authority;
}
