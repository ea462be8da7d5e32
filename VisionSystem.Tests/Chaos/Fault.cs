using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Chaos;

/// <summary>A fault that can be injected and repaired.</summary>
/// <param name="Name">Display name.</param>
/// <param name="StrikeAsync">Injects the fault.</param>
/// <param name="MendAsync">Repairs it.</param>
internal sealed record Fault(string Name, Func<ChaosSystem, Task> StrikeAsync, Func<ChaosSystem, Task> MendAsync)
{
    /// <summary>True if the fault has to last until images are rejected.</summary>
    public bool FillsTheSpool { get; private init; }

    public static IReadOnlyList<Fault> All { get; } =
    [
        new("kill PostgreSQL", system => system.Postgres.KillAsync(), system => system.Postgres.StartAsync()),
        new("kill Redis", system => system.Redis.Process.KillAsync(), system => system.Redis.Process.StartAsync()),
        new("kill the S3 server", system => system.S3.KillAsync(), system => system.S3.StartAsync()),
        new("kill logging-service", system => system.KillLoggingAsync(), system => system.StartLoggingAsync()),
        Cut("inference from logging-service", system => system.ToLogging),
        Cut("inference from Redis", system => system.ToRedis),
        Cut("logging-service from PostgreSQL", system => system.ToPostgres),
        Cut("logging-service from the S3 server", system => system.ToS3),
        HalfOpen("inference and logging-service", system => system.ToLogging),
        HalfOpen("inference and Redis", system => system.ToRedis),
        HalfOpen("logging-service and PostgreSQL", system => system.ToPostgres),
        HalfOpen("logging-service and the S3 server", system => system.ToS3),
        Cut("inference from logging-service, until the spool is full", system => system.ToLogging) with { FillsTheSpool = true },
    ];

    private static Fault Cut(string what, Func<ChaosSystem, TcpProxy> line) => new(
        $"cut {what}",
        system =>
        {
            line(system).Refuses = true;
            line(system).Cut();
            return Task.CompletedTask;
        },
        system =>
        {
            line(system).Refuses = false;
            return Task.CompletedTask;
        });

    private static Fault HalfOpen(string what, Func<ChaosSystem, TcpProxy> line) => new(
        $"silence between {what}",
        system =>
        {
            line(system).Stall();
            return Task.CompletedTask;
        },
        system =>
        {
            line(system).Resume();
            return Task.CompletedTask;
        });
}
