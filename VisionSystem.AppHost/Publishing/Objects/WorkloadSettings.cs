using k8s.Models;
using VisionSystem.AppHost.Servers;

namespace VisionSystem.AppHost.Publishing.Objects;

/// <summary>What a workload needs of a cluster beyond the app model: the one place of these facts, for kustomize and the chart.</summary>
/// <param name="Account">Its service account.</param>
/// <param name="User">The user that it runs as.</param>
/// <param name="Requests">What a node must have free for it.</param>
/// <param name="Limits">What it may use at most.</param>
/// <param name="Liveness">Restarts it when it fails.</param>
/// <param name="Readiness">Takes it out of its Services while it fails.</param>
internal sealed record WorkloadSettings(string Account, long User, ComputeSize Requests, ComputeSize Limits, V1Probe Liveness, V1Probe Readiness)
{
    /// <summary>The user <c>app</c> of the .NET images.</summary>
    private const long AppUser = 1654;

    /// <summary>The user that the images of PostgreSQL and Redis make.</summary>
    private const long ServerUser = 999;

    /// <summary>MinIO runs as any user.</summary>
    private const long AnyUser = 1000;

    private const string ServerAccount = "data-services";

    // /alive reports the process alone, so that a database that is away restarts nothing.
    private static readonly V1Probe ServiceLiveness = new() { HttpGet = Get("/alive"), PeriodSeconds = 10, TimeoutSeconds = 5, FailureThreshold = 6 };
    private static readonly V1Probe ServiceReadiness = new() { HttpGet = Get("/ready"), PeriodSeconds = 5, TimeoutSeconds = 5, FailureThreshold = 2 };
    private static readonly V1Probe ServiceStartup = new() { HttpGet = Get("/alive"), PeriodSeconds = 2, TimeoutSeconds = 5, FailureThreshold = 90 };

    /// <summary>Delays the other probes until the process is up.</summary>
    public V1Probe? Startup { get; private init; }

    /// <summary>Variables that the image needs in a cluster.</summary>
    public IReadOnlyList<V1EnvVar> Environment { get; private init; } = [];

    /// <summary>Its volumes in place of the app model's.</summary>
    public IReadOnlyList<MountedVolume> Volumes { get; private init; } = [];

    /// <summary>The claims of its volumes.</summary>
    public IReadOnlyList<V1PersistentVolumeClaim> PersistentVolumes { get; private init; } = [];

    /// <summary>Null for what runs once.</summary>
    public ScaleRange? Scale { get; private init; }

    /// <summary>Its Services besides the one of its own name; ports are named as the container's.</summary>
    public IReadOnlyList<AdditionalService> Services { get; private init; } = [];

    /// <summary>Whether it is one of our services: they have metrics, several pods, and rollouts without a gap.</summary>
    public bool IsService => Scale is not null;

    /// <exception cref="DistributedApplicationException">There are none of that name.</exception>
    public static WorkloadSettings Of(string workload) => workload switch
    {
        "yolo-inference" or Workers.Name => Inference,
        "logging-service" => Logging,
        DataServers.Postgres => Postgres,
        DataServers.Redis => Redis,
        DataServers.Minio => Minio,
        _ => throw new DistributedApplicationException($"'{workload}' is published without limits and probes: describe it in {nameof(WorkloadSettings)}."),
    };

    private static WorkloadSettings Inference => new("yolo-inference", AppUser, new("500m", "2Gi"), new("2", "4Gi"), ServiceLiveness, ServiceReadiness)
    {
        Startup = ServiceStartup,
        Volumes =
        [
            new("/models", new() { Name = "models", PersistentVolumeClaim = new() { ClaimName = "yolo-models" } }, IsReadOnly: true),

            // Outlives a crash of the process, not the pod: a pod that is told to stop delivers its spool first.
            new("/spool", new() { Name = "spool", Ephemeral = new() { VolumeClaimTemplate = new() { Spec = Claims.Spec("2Gi") } } }),
            MountedVolume.Scratch("tmp", "/tmp", "1Gi"),
        ],

        // The download job writes it, every inference pod reads it; on several nodes that takes a class that can ReadOnlyMany.
        PersistentVolumes = [Claims.Of("yolo-models", "10Gi", "ReadOnlyMany")],
        Scale = new("yolo-hpa", 2, 4, CpuPercent: 70, MemoryPercent: 80) { ActiveJobs = 10, GpuPercent = 75, PodsPerStep = 2 },
        Services =
        [
            new("yolo-service", "public") { Type = "LoadBalancer" },
            new("yolo-headless", AdditionalService.Headless),
        ],
    };

    private static WorkloadSettings Logging => new("logging-service", AppUser, new("250m", "512Mi"), new("2", "2Gi"), ServiceLiveness, ServiceReadiness)
    {
        Startup = ServiceStartup,

        // With PostgreSQL and S3 nothing that lasts is kept here.
        Volumes = [MountedVolume.Scratch("data", "/data", "2Gi"), MountedVolume.Scratch("tmp", "/tmp", "2Gi")],
        Scale = new("logging-hpa", 2, 5, CpuPercent: 75, MemoryPercent: 85),

        // Names every pod, for a Prometheus without its operator.
        Services = [new("logging-headless", AdditionalService.Headless)],
    };

    private static WorkloadSettings Postgres => ServerWith(
        ServerUser, new("250m", "512Mi"), new("2", "2Gi"), Shell("pg_isready -q -h 127.0.0.1 -U \"$POSTGRES_USER\" -d \"$POSTGRES_DB\"")) with
    {
        // The app model names the database; the image creates it.
        Environment = [new() { Name = "POSTGRES_DB", Value = DataServers.DatabaseName }],
        Volumes =
        [
            new("/var/lib/postgresql", new() { Name = "data", PersistentVolumeClaim = new() { ClaimName = "logging-data" } }),
            MountedVolume.Scratch("run", "/var/run/postgresql"),
            MountedVolume.Scratch("tmp", "/tmp"),
        ],
        PersistentVolumes = [Claims.Of("logging-data", "20Gi")],
    };

    // A cache: a new pod starts with an empty one.
    private static WorkloadSettings Redis => ServerWith(
        ServerUser, new("100m", "256Mi"), new("1", "1Gi"), Shell("REDISCLI_AUTH=\"$REDIS_PASSWORD\" redis-cli ping | grep -q PONG")) with
    {
        Volumes = [MountedVolume.Scratch("data", "/data")],
    };

    private static WorkloadSettings Minio => ServerWith(
        AnyUser, new("250m", "512Mi"), new("1", "2Gi"), new() { HttpGet = Get("/minio/health/live") }) with
    {
        Environment = [new() { Name = "HOME", Value = "/tmp" }],
        Volumes =
        [
            new("/data", new() { Name = "data", PersistentVolumeClaim = new() { ClaimName = "prediction-images" } }),
            MountedVolume.Scratch("tmp", "/tmp"),
        ],
        PersistentVolumes = [Claims.Of("prediction-images", "50Gi")],
    };

    private static WorkloadSettings ServerWith(long user, ComputeSize requests, ComputeSize limits, V1Probe check) => new(
        ServerAccount, user, requests, limits,
        new() { HttpGet = check.HttpGet, Exec = check.Exec, InitialDelaySeconds = 30, PeriodSeconds = 10, TimeoutSeconds = 5, FailureThreshold = 6 },
        new() { HttpGet = check.HttpGet, Exec = check.Exec, PeriodSeconds = 5, TimeoutSeconds = 5 });

    private static V1HTTPGetAction Get(string path) => new() { Path = path, Port = "http", Scheme = "HTTP" };

    private static V1Probe Shell(string command) => new() { Exec = new() { Command = ["/bin/sh", "-c", command] } };
}

/// <summary>Cores and memory, in the units of Kubernetes.</summary>
internal sealed record ComputeSize(string Cpu, string Memory)
{
    public IDictionary<string, ResourceQuantity> Quantities => new Dictionary<string, ResourceQuantity> { ["cpu"] = new(Cpu), ["memory"] = new(Memory) };
}

/// <summary>A volume and where the container finds it.</summary>
internal sealed record MountedVolume(string Path, V1Volume Volume, bool IsReadOnly = false)
{
    /// <summary>A folder that is empty in a new pod.</summary>
    public static MountedVolume Scratch(string name, string path, string? limit = null) =>
        new(path, new() { Name = name, EmptyDir = new() { SizeLimit = limit is null ? null : new(limit) } });
}

/// <summary>How many pods there may be, and on what they are scaled.</summary>
internal sealed record ScaleRange(string Name, int Least, int Most, int CpuPercent, int MemoryPercent)
{
    /// <summary>Images in work per pod, by the Prometheus adapter.</summary>
    public int? ActiveJobs { get; init; }

    /// <summary>Use of the GPU, from NVIDIA's dcgm-exporter by the Prometheus adapter; only GPU nodes report it.</summary>
    public int? GpuPercent { get; init; }

    /// <summary>Pods that one step may add where doubling adds fewer.</summary>
    public int? PodsPerStep { get; init; }
}

/// <summary>A further Service of a workload.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Component">What it is for.</param>
internal sealed record AdditionalService(string Name, string Component)
{
    /// <summary>For clients that balance the load themselves, and for scraping each pod.</summary>
    public const string Headless = "headless";

    public string? Type { get; init; }
}
