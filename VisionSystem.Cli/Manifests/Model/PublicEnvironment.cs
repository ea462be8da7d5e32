using VisionSystem.Cli.Docs;

namespace VisionSystem.Cli.Manifests.Model;

/// <summary>What of a resource's environment may stand in a file. The rest comes from Secrets, by components/secrets.</summary>
internal sealed class PublicEnvironment(AppManifest manifest)
{
    private readonly Expressions _expressions = new(manifest);

    /// <summary>The variables that hold no secret, worked out for the cluster.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Of(AppResource resource) =>
    [
        .. from variable in resource.Environment
           where !IsSecretSetting(variable.Key)
           let value = _expressions.Resolve(variable.Value)
           where value is not null
           select KeyValuePair.Create(variable.Key, value),
    ];

    private static bool IsSecretSetting(string name) => ServiceSettings.All.Any(setting => setting.Name.Name == name && setting.Values.IsSecret);
}
