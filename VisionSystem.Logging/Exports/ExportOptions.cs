using System.ComponentModel.DataAnnotations;

namespace VisionSystem.Logging.Exports;

/// <summary>Settings of exports (<c>Vision:Exports</c>).</summary>
internal sealed record ExportOptions : IValidatableObject
{
    public const string Section = "Vision:Exports";

    /// <summary>
    /// The public URL of the API (<c>CV_PUBLIC_URL</c>), with an optional path; null to use the URL of each request.
    /// </summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>The URL prefix before <c>/v1/images/…</c>; null without <see cref="PublicUrl"/>.</summary>
    public string? ImageBase => PublicUrl?.AbsoluteUri.TrimEnd('/');

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublicUrl is { IsAbsoluteUri: true } url && url.GetComponents(UriComponents.UserInfo | UriComponents.Query | UriComponents.Fragment, UriFormat.UriEscaped).Length > 0)
        {
            yield return new("a URL without user, query and fragment is expected, like https://vision.example.com/api", [nameof(PublicUrl)]);
        }
    }
}
