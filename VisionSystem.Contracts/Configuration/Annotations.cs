using System.ComponentModel.DataAnnotations;

namespace VisionSystem.Contracts.Configuration;

/// <summary>The value may hold a secret: it is never printed, and comes from a Secret in a cluster.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;

/// <summary>A path of a file or folder.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FilePathAttribute() : ValidationAttribute("a path of a file or folder")
{
    public override bool IsValid(object? value) => value is not string path || !path.AsSpan().ContainsAnyInRange('\0', '\x1f');
}

/// <summary>An absolute URL with a host and one of these schemes.</summary>
/// <param name="schemes">The schemes, without <c>://</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AbsoluteUrlAttribute(params string[] schemes) : ValidationAttribute(Expectation(schemes))
{
    public IReadOnlyList<string> Schemes => schemes;

    public override bool IsValid(object? value) => value is null || IsUrl(value.ToString()!, schemes);

    internal static string Expectation(params string[] schemes) =>
        "a URL that starts with " + string.Join(" or ", schemes.Select(scheme => scheme + "://"));

    internal static bool IsUrl(string text, params string[] schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && schemes.Contains(uri.Scheme, StringComparer.OrdinalIgnoreCase);
}

/// <summary>A <see cref="CommaList"/> whose items all pass a check.</summary>
/// <param name="items">What the items are, completing "a comma-separated list of".</param>
[AttributeUsage(AttributeTargets.Property)]
public abstract class ItemsAttribute(string items) : ValidationAttribute("a comma-separated list of " + items)
{
    public sealed override bool IsValid(object? value) => value is not CommaList list || list.Items.All(Accepts);

    protected abstract bool Accepts(string item);
}
