using System.Reflection;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>Who this process is.</summary>
/// <param name="Name">The service's name in telemetry and health: <c>yolo-inference</c>.</param>
/// <param name="Version">The product's version: <c>1.0.0</c>.</param>
/// <param name="Started">A <see cref="TimeProvider"/> timestamp of the start.</param>
public sealed record ServiceIdentity(string Name, string Version, long Started)
{
    /// <summary>How long the process has been up.</summary>
    public TimeSpan Uptime(TimeProvider time) => time.GetElapsedTime(Started);

    internal static ServiceIdentity Of(string name, TimeProvider time)
    {
        var version = typeof(ServiceIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        // The build appends the commit after a plus sign.
        return new ServiceIdentity(name, version?.Split('+')[0] ?? "0.0.0", time.GetTimestamp());
    }
}
