using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Images;

/// <summary><c>/v1/images</c>: the bytes that were sent, whole, in ranges, or only whether they changed (they do not).</summary>
internal static class ImagesApi
{
    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    private static readonly TimeSpan LinkLifetime = TimeSpan.FromMinutes(15);

    public static void MapImagesApi(this WebApplication app)
    {
        var group = app.MapPublicGroup("/v1/images", "Images", Scope.Read);
        group.MapMethods("/{sha256}", GetAndHead, OpenAsync)
            .WithName("GetImage")
            .WithSummary("Give back a photo, byte for byte as it was sent")
            .Produces(StatusCodes.Status200OK, contentType: "image/jpeg", additionalContentTypes: ["image/png", "image/webp", "image/gif", "image/bmp", "image/tiff", "image/avif"])
            .Produces(StatusCodes.Status206PartialContent)
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/{sha256}/link", LinkAsync)
            .WithName("GetImageLink")
            .WithSummary("Where the photo can be fetched: in the object store for 15 minutes, or else here")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>An image is there when a row of the tenant names it: what a broken delivery left behind is nobody's.</summary>
    private static async Task<Results<FileStreamHttpResult, ProblemResult>> OpenAsync(
        RequestTenant tenant, string sha256, HttpResponse response, IPredictionStore predictions, IImageStore images, CancellationToken cancellationToken)
    {
        if (!ImageKey.IsSha256(sha256)
            || await predictions.FindImageFormatAsync(tenant.Name, sha256, cancellationToken) is not { } format
            || await images.OpenAsync(tenant.Name, sha256, cancellationToken) is not { } content)
        {
            return NoImage();
        }

        response.Headers.CacheControl = "private, max-age=31536000, immutable";

        // The origin, too, though it may be absent: an image that is cached without the CORS headers is of no use to a page that needs them.
        response.Headers.Vary = $"{TenantName.Header}, {HeaderNames.Origin}";
        response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Stream(
            content, ImageContentType.Of(format), entityTag: new EntityTagHeaderValue($"\"{sha256}\""), enableRangeProcessing: true);
    }

    /// <summary>Images in a folder, and encrypted ones, have no other address than the API's own.</summary>
    private static async Task<Results<Ok<ImageLink>, ProblemResult>> LinkAsync(
        RequestTenant tenant, string sha256, HttpRequest request, HttpResponse response, IPredictionStore predictions, IImageStore images, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!ImageKey.IsSha256(sha256) || await predictions.FindImageFormatAsync(tenant.Name, sha256, cancellationToken) is not { } format)
        {
            return NoImage();
        }

        response.Headers.CacheControl = "no-store";
        var expiresAt = time.GetUtcNow() + LinkLifetime;
        var link = await images.LinkAsync(tenant.Name, sha256, ImageContentType.Of(format), LinkLifetime, cancellationToken);
        return TypedResults.Ok(link is null ? new ImageLink($"{request.PathBase}/v1/images/{sha256}", ExpiresAt: null) : new ImageLink(link.AbsoluteUri, expiresAt));
    }

    private static ProblemResult NoImage() => Problems.NotFound.Result("There is no image of this hash.");
}
