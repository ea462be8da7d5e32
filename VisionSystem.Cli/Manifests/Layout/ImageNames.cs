using VisionSystem.Cli.Manifests.Model;

namespace VisionSystem.Cli.Manifests.Layout;

/// <summary>Where images are and what they are called: aspirate's <c>-cr</c> and <c>-ct</c>.</summary>
/// <param name="Registry">Registry and repository prefix of our own images.</param>
/// <param name="Tag">Their tag.</param>
internal sealed record ImageNames(string Registry, string Tag)
{
    public string Of(AppResource resource) => resource.IsProject ? $"{Registry}/{resource.Name}:{Tag}" : resource.Text("image")!;
}
