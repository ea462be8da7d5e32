namespace Aspire.Hosting.ApplicationModel;

/// <summary>What runs from an image; here, a program of this machine that stands in for it.</summary>
public class ContainerResource(string name) : Resource(name), IResourceWithEnvironment, IResourceWithEndpoints, IResourceWithWaitSupport
{
    public string? Entrypoint { get; set; }
}

/// <summary>The image of a container.</summary>
public sealed class ContainerImageAnnotation : IResourceAnnotation
{
    public required string Image { get; set; }

    public string? Tag { get; set; }
}

/// <summary>How something is mounted.</summary>
public enum ContainerMountType
{
    BindMount,
    Volume,
}

/// <summary>A folder of a container that outlives it.</summary>
public sealed class ContainerMountAnnotation(string? source, string target, ContainerMountType type, bool isReadOnly) : IResourceAnnotation
{
    public string? Source { get; } = source;

    public string Target { get; } = target;

    public ContainerMountType Type { get; } = type;

    public bool IsReadOnly { get; } = isReadOnly;
}

/// <summary>Arguments of a container's program. The program that stands in for it has its own.</summary>
public sealed class CommandLineArgsCallbackAnnotation(Func<IList<object>, Task> callback) : IResourceAnnotation
{
    public Func<IList<object>, Task> Callback { get; } = callback;
}
