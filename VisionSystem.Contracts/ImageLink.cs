namespace VisionSystem.Contracts;

/// <summary>Where the bytes of an image can be fetched.</summary>
/// <param name="Url">
/// An absolute address in the object store that needs no credentials, or the path of the API's own route
/// (<c>/v1/images/{sha256}</c>), which needs them as ever.
/// </param>
/// <param name="ExpiresAt">Until when the address works, UTC; null for as long as the image is there.</param>
public sealed record ImageLink(string Url, DateTimeOffset? ExpiresAt);
