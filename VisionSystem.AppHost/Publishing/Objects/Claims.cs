using k8s;
using k8s.Models;

namespace VisionSystem.AppHost.Publishing.Objects;

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
