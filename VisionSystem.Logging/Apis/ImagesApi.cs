using Microsoft.Net.Http.Headers;
using VisionSystem.Logging.Images;
using VisionSystem.Logging.Storage;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Contracts;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Apis;

/// <summary><c>/v1/images</c>: the bytes that were sent, whole, in ranges, or only whether they changed (they do not).</summary>
internal static class ImagesApi
{
    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    private static readonly TimeSpan LinkLifetime = TimeSpan.FromMinutes(15);

    public static RouteGroupBuilder MapImagesApi(this WebApplication app)
    {
        var group = app.MapGroup("/v1/images").WithTags("Images").AddEndpointFilter<TenantFilter>();
        group.MapMethods("/{sha256}", GetAndHead, OpenAsync)
            .WithName("GetImage")
            .WithSummary("Gives back a photo as it was sent, by the SHA-256 of its bytes")
            .Produces(StatusCodes.Status200OK, contentType: "image/jpeg", additionalContentTypes: ["image/png", "image/webp", "image/gif", "image/bmp"])
            .Produces(StatusCodes.Status206PartialContent)
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        group.MapGet("/{sha256}/link", LinkAsync)
            .WithName("GetImageLink")
            .WithSummary("An address of a photo that works without credentials for 15 minutes, straight from the object store where that can be")
            .Produces<ImageLink>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        return group;
    }

    /// <summary>A photo is there when a row of the tenant names it: what a broken delivery left behind is nobody's.</summary>
    private static async Task<IResult> OpenAsync(
        RequestTenant tenant, string sha256, HttpResponse response, IPredictionStore predictions, IImageStore images, CancellationToken cancellationToken)
    {
        if (!ImageKey.IsSha256(sha256)
            || await predictions.FindImageFormatAsync(tenant.Name, sha256, cancellationToken) is not { } format
            || await images.OpenAsync(tenant.Name, sha256, cancellationToken) is not { } content)
        {
            return NoImage();
        }
        response.Headers.CacheControl = "private, max-age=31536000, immutable";
        response.Headers.Vary = TenantName.Header;
        response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Stream(
            content, ImageContentType.Of(format), entityTag: new EntityTagHeaderValue($"\"{sha256}\""), enableRangeProcessing: true);
    }

    /// <summary>Photos in a folder, and encrypted ones, have no other address than the API's own.</summary>
    private static async Task<IResult> LinkAsync(
        RequestTenant tenant, string sha256, HttpResponse response, IPredictionStore predictions, IImageStore images, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!ImageKey.IsSha256(sha256) || await predictions.FindImageFormatAsync(tenant.Name, sha256, cancellationToken) is not { } format)
        {
            return NoImage();
        }
        response.Headers.CacheControl = "no-store";
        var expiresAt = time.GetUtcNow() + LinkLifetime;
        var link = await images.LinkAsync(tenant.Name, sha256, ImageContentType.Of(format), LinkLifetime, cancellationToken);
        return TypedResults.Json(
            link is null ? new ImageLink($"/v1/images/{sha256}", ExpiresAt: null) : new ImageLink(link.AbsoluteUri, expiresAt), WireJson.Default.ImageLink);
    }

    private static ProblemResult NoImage() => Problems.NotFound.Result("There is no image of this hash.");
}
