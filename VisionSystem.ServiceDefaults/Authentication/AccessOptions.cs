using System.Text;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.ServiceDefaults.Authentication;

/// <summary>Whether callers are authenticated, and how services authenticate each other (<c>Vision:Security:Access</c>).</summary>
public sealed record AccessOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Vision:Security:Access";

    /// <summary>
    /// Whether credentials are required (<c>CV_AUTH</c>). <see cref="AccessMode.Auto"/> requires them everywhere but in Development
    /// on loopback addresses.
    /// </summary>
    public AccessMode Mode { get; init; } = AccessMode.Auto;

    /// <summary>
    /// The keys that sign the tokens between services (<c>CV_SERVICE_KEY</c>), at least 32 bytes each. The first signs, all
    /// verify: to rotate, put the new key in front, restart, then remove the old one. Null for none.
    /// </summary>
    [Secret]
    [LongItems]
    public CommaList? ServiceKeys { get; init; }

    private sealed class LongItemsAttribute() : ItemsAttribute("keys of at least 32 bytes")
    {
        protected override bool Accepts(string item) => Encoding.UTF8.GetByteCount(item) >= ServiceTokens.MinKeyBytes;
    }
}

/// <summary>Whether callers must authenticate.</summary>
public enum AccessMode
{
    /// <summary>Required, except in Development on loopback addresses.</summary>
    Auto,

    /// <summary>Always required.</summary>
    On,

    /// <summary>Not required: every caller is the default tenant with every scope.</summary>
    Off,
}
