using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using VisionSystem.Cli.Processes;
using VisionSystem.Inference;
using VisionSystem.Tests.Inference;
using VisionSystem.Tests.Servers;
using VisionSystem.Tests.ServiceDefaults.Lifetime;
using VisionSystem.Tests.Vision.Imaging;
using VisionSystem.Vision.Models;

namespace VisionSystem.Tests.Vision.Models;

/// <summary>ONNX Runtime stores no device id and opens no connection, regardless of how the service was started.</summary>
public sealed class EngineTelemetryTests
{
    /// <summary>The telemetry variable, and the variables by which the engine recognises a build server and stays silent.</summary>
    private static readonly string[] Silencing =
    [
        EngineTelemetry.Variable, "ORT_RUNNING_UNIT_TESTS", "CI", "TF_BUILD", "GITHUB_ACTIONS", "GITLAB_CI", "CIRCLECI", "TRAVIS", "JENKINS_URL", "CODEBUILD_BUILD_ID",
        "BUILDKITE", "TEAMCITY_VERSION", "APPVEYOR", "BITBUCKET_BUILD_NUMBER", "SYSTEM_TEAMFOUNDATIONCOLLECTIONURI",
    ];

    /// <summary>For tests that call the engine directly.</summary>
    [ModuleInitializer]
    internal static void SwitchOff() => EngineTelemetry.SwitchOff();

    [Fact]
    public async Task A_service_started_without_the_variable_stores_no_device_id_and_no_events()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "where the engine keeps them elsewhere is not known to this test");
        using var home = new TemporaryFolder();
        using var service = new ServiceProcess([("HOME", home.Path), ("XDG_CACHE_HOME", home.Path), ("CV_RECORDING", "off"), .. Silencing.Select(name => (name, (string?)null))]);
        await service.UntilStatusAsync("/ready", HttpStatusCode.OK);
        using (var answer = await service.Client.SendAsync(TinyBmp.Noise(1)))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        service.Terminate();

        Assert.Equal(0, await service.EndAsync());
        Assert.Empty(home.Files());
    }

    [Fact]
    public async Task A_service_connects_to_the_network_only_with_telemetry_enabled()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "network namespaces are Linux's");
        using var silent = await UnconnectedService.StartAsync(telemetry: null);
        await silent.DetectAsync();

        // The engine collects events for some seconds before it sends them; this service started after the silent one.
        using var talkative = await UnconnectedService.StartAsync(telemetry: "0");
        await talkative.DetectAsync();
        await Until.TrueAsync("the engine that may calls its collector", () => talkative.Calls().Length > 0);

        Assert.NotEmpty(talkative.Home.Files());
        Assert.Empty(silent.Calls());
        Assert.Empty(silent.Home.Files());
    }

    /// <summary>The service in an isolated network namespace, listening on a Unix socket; strace records its connection attempts.</summary>
    private sealed class UnconnectedService : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly OutputLines _lines = new(capacity: 200);
        private readonly ChildProcess _process;
        private readonly HttpClient _client;

        private UnconnectedService(string unshare, string strace, string? telemetry)
        {
            var socket = Path.Combine(_folder.Path, "service.sock");
            var start = new ProcessStartInfo(unshare,
            [
                .. Environment.IsPrivilegedProcess ? Array.Empty<string>() : ["--map-root-user"], "--net",
                strace, "-D", "-f", "--seccomp-bpf", "-e", "trace=connect", "-o", TraceFile,
                "dotnet", typeof(InferenceService).Assembly.Location, "--urls", $"http://unix:{socket}",
            ])
            {
                WorkingDirectory = _folder.Path,
            };
            foreach (var name in Silencing)
            {
                start.Environment.Remove(name);
            }

            start.Environment["HOME"] = start.Environment["XDG_CACHE_HOME"] = Home.Path;
            start.Environment["CV_RECORDING"] = "off";
            start.Environment["CV_AUTH"] = "off";
            if (telemetry is not null)
            {
                start.Environment[EngineTelemetry.Variable] = telemetry;
            }

            _process = ChildProcess.Start(start, _lines.Add);
            _client = new HttpClient(new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellationToken) =>
                {
                    var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
                    return new NetworkStream(connection, ownsSocket: true);
                },
            })
            { BaseAddress = new Uri("http://localhost") };
        }

        public TemporaryFolder Home { get; } = new();

        private string TraceFile => Path.Combine(_folder.Path, "trace");

        public static async Task<UnconnectedService> StartAsync(string? telemetry)
        {
            var (unshare, strace) = (TestTools.Program("unshare"), TestTools.Program("strace"));
            Assert.SkipWhen(strace is null, "strace is not installed (Debian: apt install strace)");
            Assert.SkipWhen(unshare is null || !await CanIsolateAsync(unshare, strace!), "this machine allows no network namespace, or no strace in one");
            return new UnconnectedService(unshare!, strace!, telemetry);
        }

        /// <summary>Attempts to connect to an address; without a network each of them fails.</summary>
        public string[] Calls() => File.Exists(TraceFile) ? [.. File.ReadLines(TraceFile).Where(line => line.Contains("sa_family=AF_INET", StringComparison.Ordinal))] : [];

        public async Task DetectAsync()
        {
            await Until.AnswersAsync(_client, "/ready", HttpStatusCode.OK);
            using var answer = await _client.SendAsync(TinyBmp.Noise(1));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        public void Dispose()
        {
            _process.Dispose();
            _client.Dispose();
            _folder.Dispose();
            Home.Dispose();
        }

        private static async Task<bool> CanIsolateAsync(string unshare, string strace)
        {
            string[] user = Environment.IsPrivilegedProcess ? [] : ["--map-root-user"];
            var trial = new ProcessStartInfo(unshare, [.. user, "--net", strace, "-o", "/dev/null", "true"]);
            return (await ChildProcess.ReadAsync(trial, TestContext.Current.CancellationToken)).ExitCode == 0;
        }
    }
}
