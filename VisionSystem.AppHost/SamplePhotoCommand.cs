using System.Net.Http.Headers;

namespace VisionSystem.AppHost;

/// <summary>A button on the dashboard that shows whether the whole way of a photo works.</summary>
internal static class SamplePhotoCommand
{
    public const string Name = "send-sample-photo";

    private static readonly string Photo = Path.Combine("samples", "shelf.jpg");

    public static IResourceBuilder<ProjectResource> WithSamplePhotoCommand(this IResourceBuilder<ProjectResource> builder)
    {
        var path = Path.GetFullPath(Path.Combine(builder.ApplicationBuilder.AppHostDirectory, "..", Photo));
        return builder.WithHttpCommand("/v1/detect", "Send a sample photo", endpointName: "http", commandName: Name, commandOptions: new()
        {
            Description = "Sends samples/shelf.jpg; the console then shows what was seen.",
            IconName = "ImageAdd",
            IsHighlighted = true,
            Method = HttpMethod.Post,
            PrepareRequest = async context =>
            {
                var photo = new ByteArrayContent(await File.ReadAllBytesAsync(path, context.CancellationToken));
                photo.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
                context.Request.Content = photo;
            },
        });
    }
}
