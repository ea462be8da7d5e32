using System.ComponentModel.DataAnnotations;

namespace VisionSystem.Contracts.Configuration;

/// <summary>Marks a value that may contain a secret: it is never printed, and a cluster stores it in a Secret.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;

/// <summary>Requires the path of a file or folder, without control characters.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FilePathAttribute() : ValidationAttribute("a path of a file or folder")
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is not string path || !path.AsSpan().ContainsAnyInRange('\0', '\x1f');
}

/// <summary>Requires an absolute URL with a host and one of the schemes.</summary>
/// <param name="schemes">The schemes, without <c>://</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AbsoluteUrlAttribute(params string[] schemes) : ValidationAttribute(Expectation(schemes))
{
    /// <summary>The accepted schemes.</summary>
    public IReadOnlyList<string> Schemes => schemes;

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is null || IsUrl(value.ToString()!, schemes);

    internal static string Expectation(params string[] schemes) =>
        "a URL that starts with " + string.Join(" or ", schemes.Select(scheme => scheme + "://"));

    internal static bool IsUrl(string text, params string[] schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && schemes.Contains(uri.Scheme, StringComparer.OrdinalIgnoreCase);
}

/// <summary>Requires a <see cref="CommaList"/> whose items are all accepted.</summary>
/// <param name="items">The description of the items, completing "a comma-separated list of".</param>
[AttributeUsage(AttributeTargets.Property)]
public abstract class ItemsAttribute(string items) : ValidationAttribute("a comma-separated list of " + items)
{
    /// <inheritdoc/>
    public sealed override bool IsValid(object? value) => value is not CommaList list || list.Items.All(Accepts);

    /// <summary>Validates one item.</summary>
    /// <param name="item">The item, trimmed.</param>
    /// <returns>True if the item is accepted.</returns>
    protected abstract bool Accepts(string item);
}
