using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Logging.Exports;

/// <summary>What exports are told of the world outside.</summary>
internal sealed class ExportOptions : IValidated
{
    public const string Section = "Vision:Exports";

    /// <summary>
    /// Where people and their tools reach the API (<c>CV_PUBLIC_URL</c>), perhaps below a path; null for the address that each
    /// request came by.
    /// </summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>What stands before <c>/v1/images/…</c>; null where no address is set.</summary>
    public string? PhotoBase => PublicUrl?.AbsoluteUri.TrimEnd('/');

    /// <inheritdoc/>
    public IEnumerable<string> Validate()
    {
        if (PublicUrl is { IsAbsoluteUri: true } url && url.GetComponents(UriComponents.UserInfo | UriComponents.Query | UriComponents.Fragment, UriFormat.UriEscaped).Length > 0)
        {
            yield return "CV_PUBLIC_URL: an address without user, query and fragment is needed, like https://vision.example.com/api";
        }
    }
}
