using k8s;
using k8s.Models;
using VisionSystem.AppHost.Servers;

namespace VisionSystem.AppHost.Publishing.Objects;

/// <summary>The cluster settings of a workload that the app model does not contain; the only source for kustomize and the chart.</summary>
/// <param name="Account">The service account.</param>
/// <param name="User">The numeric user id of its processes.</param>
/// <param name="Requests">The resources that a node must have available.</param>
/// <param name="Limits">The maximum resources.</param>
/// <param name="Liveness">The probe whose failure restarts the container.</param>
/// <param name="Readiness">The probe whose failure removes the pod from its Services.</param>
internal sealed record WorkloadSettings(string Account, long User, ComputeSize Requests, ComputeSize Limits, V1Probe Liveness, V1Probe Readiness)
{
    /// <summary>The user <c>app</c> of the .NET images.</summary>
    private const long AppUser = 1654;

    /// <summary>The user that the images of PostgreSQL and Redis create.</summary>
    private const long ServerUser = 999;

    /// <summary>An arbitrary user: MinIO runs as any.</summary>
    private const long AnyUser = 1000;

    private const string ServerAccount = "data-services";

    // /alive reports only the process, so that an unavailable database restarts no pod.
    private static readonly V1Probe ServiceLiveness = new() { HttpGet = Get("/alive"), PeriodSeconds = 10, TimeoutSeconds = 5, FailureThreshold = 6 };
    private static readonly V1Probe ServiceReadiness = new() { HttpGet = Get("/ready"), PeriodSeconds = 5, TimeoutSeconds = 5, FailureThreshold = 2 };
    private static readonly V1Probe ServiceStartup = new() { HttpGet = Get("/alive"), PeriodSeconds = 2, TimeoutSeconds = 5, FailureThreshold = 90 };

    /// <summary>The probe that delays the others until the process has started.</summary>
    public V1Probe? Startup { get; private init; }

    /// <summary>Variables that the image requires in a cluster.</summary>
    public IReadOnlyList<V1EnvVar> Environment { get; private init; } = [];

    /// <summary>The volumes that replace those of the app model.</summary>
    public IReadOnlyList<MountedVolume> Volumes { get; private init; } = [];

    /// <summary>The claims of the volumes.</summary>
    public IReadOnlyList<V1PersistentVolumeClaim> PersistentVolumes { get; private init; } = [];

    /// <summary>The range of replicas; null for a workload with a single pod.</summary>
    public ScaleRange? Scale { get; private init; }

    /// <summary>The Services in addition to that of the workload's name; ports have the names of the container's ports.</summary>
    public IReadOnlyList<AdditionalService> Services { get; private init; } = [];

    /// <summary>True for services of VisionSystem, which have metrics, several pods and rollouts without interruption.</summary>
    public bool IsService => Scale is not null;

    /// <exception cref="DistributedApplicationException">No settings exist for the workload.</exception>
    public static WorkloadSettings Of(string workload) => workload switch
    {
        "yolo-inference" or Workers.Name => Inference,
        "logging-service" => Logging,
        DataServers.Postgres => Postgres,
        DataServers.Redis => Redis,
        DataServers.Minio => Minio,
        _ => throw new DistributedApplicationException($"'{workload}' has no limits and probes. Add them in {nameof(WorkloadSettings)}."),
    };

    private static WorkloadSettings Inference => new("yolo-inference", AppUser, new("500m", "2Gi"), new("2", "4Gi"), ServiceLiveness, ServiceReadiness)
    {
        Startup = ServiceStartup,
        Volumes =
        [
            new("/models", new() { Name = "models", PersistentVolumeClaim = new() { ClaimName = "yolo-models" } }, IsReadOnly: true),

            // Survives a crash of the process but not the end of the pod: a terminating pod delivers its spool first.
            new("/spool", new() { Name = "spool", Ephemeral = new() { VolumeClaimTemplate = new() { Spec = Claims.Spec("2Gi") } } }),
            MountedVolume.Scratch("tmp", "/tmp", "1Gi"),
        ],

        // The download job writes it and every inference pod reads it; several nodes require a storage class with ReadOnlyMany.
        PersistentVolumes = [Claims.Of("yolo-models", "10Gi", "ReadOnlyMany")],
        Scale = new("yolo-hpa", 2, 4, CpuPercent: 70, MemoryPercent: 80) { ActiveJobs = 10, GpuPercent = 75, PodsPerStep = 2 },
        Services =
        [
            new("yolo-service", "public") { Type = "ClusterIP" },
            new("yolo-headless", AdditionalService.Headless),
        ],
    };

    private static WorkloadSettings Logging => new("logging-service", AppUser, new("250m", "512Mi"), new("2", "2Gi"), ServiceLiveness, ServiceReadiness)
    {
        Startup = ServiceStartup,

        // PostgreSQL and S3 store all persistent data.
        Volumes = [MountedVolume.Scratch("data", "/data", "2Gi"), MountedVolume.Scratch("tmp", "/tmp", "2Gi")],
        Scale = new("logging-hpa", 2, 5, CpuPercent: 75, MemoryPercent: 85),

        // Resolves to every pod, for a Prometheus without the operator.
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

    // A new pod starts with an empty cache.
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

/// <summary>A volume and its mount path in the container.</summary>
internal sealed record MountedVolume(string Path, V1Volume Volume, bool IsReadOnly = false)
{
    /// <summary>A folder that is empty in a new pod.</summary>
    public static MountedVolume Scratch(string name, string path, string? limit = null) =>
        new(path, new() { Name = name, EmptyDir = new() { SizeLimit = limit is null ? null : new(limit) } });
}

/// <summary>The range of the number of pods and the metrics that scale it.</summary>
internal sealed record ScaleRange(string Name, int MinPods, int MaxPods, int CpuPercent, int MemoryPercent)
{
    /// <summary>Images in progress per pod, from the Prometheus adapter.</summary>
    public int? ActiveJobs { get; init; }

    /// <summary>GPU utilization in percent, from NVIDIA's dcgm-exporter through the Prometheus adapter; only GPU nodes report it.</summary>
    public int? GpuPercent { get; init; }

    /// <summary>Number of pods that one step may add if doubling adds fewer.</summary>
    public int? PodsPerStep { get; init; }
}

/// <summary>An additional Service of a workload.</summary>
/// <param name="Name">The name.</param>
/// <param name="Component">The purpose, as its component label.</param>
internal sealed record AdditionalService(string Name, string Component)
{
    /// <summary>For clients that balance the load themselves and for scraping each pod.</summary>
    public const string Headless = "headless";

    public string? Type { get; init; }
}

/// <summary>Claims for persistent volumes.</summary>
internal static class Claims
{
    private const string OnePod = "ReadWriteOnce";

    public static V1PersistentVolumeClaim Of(string name, string size, params string[] furtherModes) =>
        new V1PersistentVolumeClaim { Metadata = new() { Name = name }, Spec = Spec(size, furtherModes) }.Initialize();

    public static V1PersistentVolumeClaimSpec Spec(string size, params string[] furtherModes) => new()
    {
        AccessModes = [OnePod, .. furtherModes],
        Resources = new() { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new(size) } },
    };
}
