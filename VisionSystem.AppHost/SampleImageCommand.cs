using System.Net.Http.Headers;

namespace VisionSystem.AppHost;

/// <summary>A dashboard command that sends a sample image through the complete pipeline.</summary>
internal static class SampleImageCommand
{
    public const string Name = "send-sample-photo";

    private static readonly string Image = Path.Combine("samples", "shelf.jpg");

    public static IResourceBuilder<ProjectResource> WithSampleImageCommand(this IResourceBuilder<ProjectResource> builder, AccessKeys keys)
    {
        var path = Path.GetFullPath(Path.Combine(builder.ApplicationBuilder.AppHostDirectory, "..", Image));
        return builder.WithHttpCommand("/v1/detect", "Send a sample image", endpointName: "http", commandName: Name, commandOptions: new()
        {
            Description = "Sends samples/shelf.jpg to the API. The console then shows its detections.",
            IconName = "ImageAdd",
            IsHighlighted = true,
            Method = HttpMethod.Post,
            PrepareRequest = async context =>
            {
                var image = new ByteArrayContent(await File.ReadAllBytesAsync(path, context.CancellationToken));
                image.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
                context.Request.Content = image;
                context.Request.Headers.Add("X-Api-Key", await keys.Administrator.Resource.GetValueAsync(context.CancellationToken));
            },
        });
    }
}
