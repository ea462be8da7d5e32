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

    public static RouteGroupBuilder MapImagesApi(this WebApplication app)
    {
        var group = app.MapGroup("/v1/images").WithTags("Images").AddEndpointFilter<TenantFilter>();
        group.MapMethods("/{sha256}", GetAndHead, OpenAsync)
            .WithName("GetImage")
            .WithSummary("Gives back a photo as it was sent, by the SHA-256 of its bytes")
            .Produces(StatusCodes.Status200OK, contentType: "image/jpeg", additionalContentTypes: ["image/png", "image/webp", "image/gif", "image/bmp"])
            .Produces(StatusCodes.Status206PartialContent)
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status404NotFound);
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
            return Problems.NotFound.Result("There is no image of this hash.");
        }
        response.Headers.CacheControl = "private, max-age=31536000, immutable";
        response.Headers.Vary = TenantName.Header;
        response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Stream(
            content, ImageContentType.Of(format), entityTag: new EntityTagHeaderValue($"\"{sha256}\""), enableRangeProcessing: true);
    }
}
