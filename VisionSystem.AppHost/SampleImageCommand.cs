using System.Net.Http.Headers;

namespace VisionSystem.AppHost;

/// <summary>A button on the dashboard that shows whether the whole way of an image works.</summary>
internal static class SampleImageCommand
{
    public const string Name = "send-sample-photo";

    private static readonly string Image = Path.Combine("samples", "shelf.jpg");

    public static IResourceBuilder<ProjectResource> WithSampleImageCommand(this IResourceBuilder<ProjectResource> builder)
    {
        var path = Path.GetFullPath(Path.Combine(builder.ApplicationBuilder.AppHostDirectory, "..", Image));
        return builder.WithHttpCommand("/v1/detect", "Send a sample photo", endpointName: "http", commandName: Name, commandOptions: new()
        {
            Description = "Sends samples/shelf.jpg; the console then shows what was seen.",
            IconName = "ImageAdd",
            IsHighlighted = true,
            Method = HttpMethod.Post,
            PrepareRequest = async context =>
            {
                var image = new ByteArrayContent(await File.ReadAllBytesAsync(path, context.CancellationToken));
                image.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
                context.Request.Content = image;
            },
        });
    }
}
