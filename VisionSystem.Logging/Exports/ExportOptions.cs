using System.ComponentModel.DataAnnotations;

namespace VisionSystem.Logging.Exports;

/// <summary>Addresses in exports (<c>Vision:Exports</c>).</summary>
internal sealed record ExportOptions : IValidatableObject
{
    public const string Section = "Vision:Exports";

    /// <summary>
    /// Where people and their tools reach the API (<c>CV_PUBLIC_URL</c>), perhaps below a path; null for the address that each
    /// request came by.
    /// </summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>What stands before <c>/v1/images/…</c>; null where no address is set.</summary>
    public string? ImageBase => PublicUrl?.AbsoluteUri.TrimEnd('/');

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublicUrl is { IsAbsoluteUri: true } url && url.GetComponents(UriComponents.UserInfo | UriComponents.Query | UriComponents.Fragment, UriFormat.UriEscaped).Length > 0)
        {
            yield return new("an address without user, query and fragment is needed, like https://vision.example.com/api", [nameof(PublicUrl)]);
        }
    }
}
