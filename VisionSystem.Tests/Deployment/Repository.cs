using VisionSystem.Cli;

namespace VisionSystem.Tests.Deployment;

/// <summary>The folders of the deployment's files.</summary>
internal static class Repository
{
    public static string Root { get; } = Checkout.Root;

    public static string Kustomize { get; } = Path.Combine(Root, "aspirate-output");

    public static string Monitoring { get; } = Path.Combine(Root, "deploy", "monitoring");

    /// <summary>The overlays as paths for <c>kubectl apply -k</c>.</summary>
    public static IReadOnlyList<string> Overlays { get; } =
        [.. Directory.GetDirectories(Path.Combine(Kustomize, "overlays")).Select(folder => "overlays/" + Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> Components { get; } =
        [.. Directory.GetDirectories(Path.Combine(Kustomize, "components")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];
}
