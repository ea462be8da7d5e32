using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Images;

/// <summary><c>/v1/images</c>: returns the uploaded bytes, complete or in ranges. Conditional requests are supported; images never change.</summary>
internal static class ImagesApi
{
    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    private static readonly TimeSpan LinkLifetime = TimeSpan.FromMinutes(15);

    public static void MapImagesApi(this WebApplication app)
    {
        var group = app.MapPublicGroup("/v1/images", "Images", Scope.Read);
        group.MapMethods("/{sha256}", GetAndHead, OpenAsync)
            .WithName("GetImage")
            .WithSummary("Return an image, byte for byte as it was uploaded")
            .Produces(StatusCodes.Status200OK, contentType: "image/jpeg", additionalContentTypes: ["image/png", "image/webp", "image/gif", "image/bmp", "image/tiff", "image/avif"])
            .Produces(StatusCodes.Status206PartialContent)
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/{sha256}/link", LinkAsync)
            .WithName("GetImageLink")
            .WithSummary("Return a download link: to the object store for 15 minutes, or to this API")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>An image exists if a row of the tenant references it; images of aborted deliveries are not visible.</summary>
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

        // Includes Origin even if the request has none: a page that needs CORS headers cannot use a response that was cached without them.
        response.Headers.Vary = $"{TenantName.Header}, {HeaderNames.Origin}";
        response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Stream(
            content, ImageContentType.Of(format), entityTag: new EntityTagHeaderValue($"\"{sha256}\""), enableRangeProcessing: true);
    }

    /// <summary>Images in a folder and encrypted images are available only through this API.</summary>
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

    private static ProblemResult NoImage() => Problems.NotFound.Result("No image has this hash.");
}

/// <summary>The media types of the formats that predictions name.</summary>
internal static class ImageContentType
{
    public static string Of(string format) => format switch
    {
        "jpeg" => "image/jpeg",
        "png" => "image/png",
        "webp" => "image/webp",
        "gif" => "image/gif",
        "bmp" => "image/bmp",
        "tiff" => "image/tiff",
        "avif" => "image/avif",
        _ => "application/octet-stream",
    };
}
