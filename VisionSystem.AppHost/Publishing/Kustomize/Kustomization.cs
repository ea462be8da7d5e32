namespace VisionSystem.AppHost.Publishing.Kustomize;

/// <summary>A <c>kustomization.yaml</c>. The properties are in the order of the written fields.</summary>
internal sealed record Kustomization
{
    public string ApiVersion { get; init; } = "kustomize.config.k8s.io/v1beta1";

    public string Kind { get; init; } = nameof(Kustomization);

    /// <summary>The namespace; only in the top folder.</summary>
    public string? Namespace { get; init; }

    /// <summary>Files and folders.</summary>
    public required IReadOnlyList<string> Resources { get; init; }

    public GeneratorOptions GeneratorOptions { get; init; } = new();

    public IReadOnlyList<ConfigMapGenerator>? ConfigMapGenerator { get; init; }
}

internal sealed record GeneratorOptions
{
    public bool DisableNameSuffixHash { get; init; } = true;
}

/// <summary>A ConfigMap of variables.</summary>
internal sealed record ConfigMapGenerator
{
    public required string Name { get; init; }

    /// <summary>The variables in the form <c>NAME=value</c>.</summary>
    public required IReadOnlyList<string> Literals { get; init; }
}
