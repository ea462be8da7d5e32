using System.Reflection;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>The identity of this process.</summary>
/// <param name="Name">The service name in telemetry and health: <c>yolo-inference</c>.</param>
/// <param name="Version">The product version: <c>1.0.0</c>.</param>
/// <param name="Started">A <see cref="TimeProvider"/> timestamp of the start.</param>
public sealed record ServiceIdentity(string Name, string Version, long Started)
{
    /// <summary>The time since the start.</summary>
    /// <param name="time">The clock that <see cref="Started"/> was read from.</param>
    /// <returns>The uptime, ≥ 0.</returns>
    public TimeSpan Uptime(TimeProvider time) => time.GetElapsedTime(Started);

    internal static ServiceIdentity Of(string name, TimeProvider time)
    {
        var version = typeof(ServiceIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        // The build appends a plus sign and the commit.
        return new ServiceIdentity(name, version?.Split('+')[0] ?? "0.0.0", time.GetTimestamp());
    }
}
