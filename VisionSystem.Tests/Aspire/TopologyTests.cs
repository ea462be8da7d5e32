using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using VisionSystem.AppHost;
using VisionSystem.Bench.Servers;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Aspire;

/// <summary>The default topology on a machine with a container runtime, which a shell script stands in for.</summary>
public sealed class TopologyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _registry = $"127.0.0.1:{FreePort.Take()}";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Is_embedded_where_an_image_is_missing_and_its_registry_does_not_respond()
    {
        // The data folder is a file, so the AppHost stops after its first line.
        using var host = AppHostProcess.Start(
            [("ASPIRE_CONTAINER_RUNTIME", Runtime("*postgres*|*redis*"))],
            "--minio-image", $"{_registry}/minio", "--minio-tag", "7", "--data", Path.Combine(_folder.Path, "runtime"),
            "--port", $"{FreePort.Take()}", "--logging-port", $"{FreePort.Take()}", "--dashboard-port", $"{FreePort.Take()}");

        Assert.Equal(1, await host.EndedAsync());
        Assert.StartsWith(
            $"Topology: embedded ({Path.Combine(_folder.Path, "runtime")} runs, but {_registry}/minio:7 is not stored on this machine and {_registry} does not respond; --topology containers uses containers anyway)\n",
            host.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_embedded_where_the_registry_of_a_missing_image_hangs()
    {
        // Accepts the connection in its backlog and never responds.
        using var registry = new TcpListener(IPAddress.Loopback, 0);
        registry.Start();

        await using var builder = await BuilderAsync("*postgres*|*redis*", "--minio-image", $"{registry.LocalEndpoint}/minio");
        Assert.DoesNotContain(builder.Resources, resource => resource is ContainerResource);
    }

    [Fact]
    public async Task Is_embedded_where_the_lookup_of_the_registry_hangs()
    {
        const string Registry = "registry.example";
        var program = Runtime("*postgres*|*redis*");
        using var host = AppHostProcess.Start(
            [("ASPIRE_CONTAINER_RUNTIME", program), ("LD_PRELOAD", await BuildHangingResolverAsync(Registry))],
            "--minio-image", $"{Registry}/minio", "--data", program,
            "--port", $"{FreePort.Take()}", "--logging-port", $"{FreePort.Take()}", "--dashboard-port", $"{FreePort.Take()}");

        Assert.Equal(1, await host.EndedAsync());
        Assert.StartsWith("Topology: embedded (", host.Output, StringComparison.Ordinal);
        Assert.Contains($"{Registry} does not respond", host.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder.Path, "lookup")));
    }

    [Theory]
    [InlineData("containers by default", 6)]
    [InlineData("embedded by option", 3, "--topology", "embedded")]
    public async Task Checks_the_images_of_the_monitoring(string topology, int checks, params string[] args)
    {
        await using var builder = await BuilderAsync("*", ["--monitoring", "--minio-image", $"{_registry}/minio", .. args]);
        Assert.True(builder.Resources.OfType<ContainerResource>().Any(resource => resource.Name == "grafana"), topology);
        var calls = await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "calls"), TestContext.Current.CancellationToken);
        Assert.Equal(checks, calls.Length);
        Assert.All(["prom/prometheus:", "jaegertracing/jaeger:", "grafana/grafana:"], image => Assert.Contains(calls, call => call.Contains(image, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Names_the_image_that_is_missing_beside_a_stored_one()
    {
        var runtime = new ContainerRuntime(Runtime("*prometheus*"), "");
        Assert.Equal(
            $"{_registry}/grafana:1 is not stored on this machine and {_registry} does not respond",
            await runtime.FindMissingImageAsync(["docker.io/prom/prometheus:1", $"{_registry}/grafana:1"]));
    }

    [Fact]
    public async Task Starts_Prometheus_without_containers_where_an_image_is_missing()
    {
        await using var builder = await BuilderAsync("*postgres*|*redis*", "--monitoring", "--minio-image", $"{_registry}/minio");
        Assert.DoesNotContain(builder.Resources, resource => resource is ContainerResource);
        Assert.Contains(builder.Resources, resource => resource is ExecutableResource { Name: "prometheus" });
    }

    [Fact]
    public async Task Uses_containers_where_every_image_is_stored()
    {
        await using var builder = await BuilderAsync("*", "--minio-image", $"{_registry}/minio");
        Assert.Contains(builder.Resources, resource => resource is ContainerResource { Name: "minio" });
    }

    [Fact]
    public async Task Uses_containers_where_the_registry_of_a_missing_image_responds()
    {
        await using var registry = WebApplication.CreateSlimBuilder().Build();
        registry.Urls.Add("http://127.0.0.1:0");
        registry.MapGet("/v2/", () => Results.StatusCode((int)HttpStatusCode.Unauthorized));
        await registry.StartAsync(TestContext.Current.CancellationToken);
        var address = new Uri(registry.Urls.Single());

        await using var builder = await BuilderAsync("*postgres*|*redis*", "--minio-image", $"{address.Authority}/minio");
        Assert.Contains(builder.Resources, resource => resource is ContainerResource { Name: "minio" });
    }

    [Fact]
    public async Task Checks_no_image_where_containers_are_chosen()
    {
        await using var builder = await BuilderAsync("", "--topology", "containers", "--minio-image", $"{_registry}/minio");
        Assert.Contains(builder.Resources, resource => resource is ContainerResource { Name: "minio" });
        Assert.False(File.Exists(Path.Combine(_folder.Path, "calls")));
    }

    private Task<IDistributedApplicationTestingBuilder> BuilderAsync(string stored, params string[] args) =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.VisionSystem_AppHost>(
            [$"ASPIRE_CONTAINER_RUNTIME={Runtime(stored)}", .. args], TestContext.Current.CancellationToken);

    /// <summary>Builds a library whose <c>getaddrinfo</c> never returns for one host, and creates the file <c>lookup</c>.</summary>
    private async Task<string> BuildHangingResolverAsync(string host)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "LD_PRELOAD is a feature of Linux");
        var (source, library) = (Path.Combine(_folder.Path, "resolver.c"), Path.Combine(_folder.Path, "resolver.so"));
        await File.WriteAllTextAsync(
            source,
            $$"""
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <fcntl.h>
            #include <netdb.h>
            #include <string.h>
            #include <unistd.h>
            typedef int (*resolver)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
            int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **result) {
              if (name && !strcmp(name, "{{host}}")) {
                close(open("{{_folder.Path}}/lookup", O_CREAT | O_WRONLY, 0600));
                for (;;) pause();
              }
              return ((resolver)dlsym(RTLD_NEXT, "getaddrinfo"))(name, service, hints, result);
            }

            """,
            TestContext.Current.CancellationToken);
        var (exitCode, output) = await TestTools.RunAsync("cc", "Debian: apt install gcc libc6-dev", "-shared", "-fPIC", "-o", library, source, "-ldl");
        Assert.True(exitCode == 0, output.ToString());
        return library;
    }

    /// <summary>Writes a runtime that runs no container.</summary>
    /// <param name="stored">Shell pattern of the names of its stored images.</param>
    /// <returns>The path of the program.</returns>
    private string Runtime(string stored)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The runtime is a shell script.");
            return "";
        }

        var program = Path.Combine(_folder.Path, "runtime");
        File.WriteAllText(
            program,
            $"""
            #!/bin/sh
            [ "$1" = image ] || exit 0
            echo "$@" >> {_folder.Path}/calls
            case "$3" in {(stored.Length == 0 ? "none" : stored)}) exit 0 ;; *) exit 1 ;; esac

            """);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return program;
    }
}
