namespace VisionSystem.Tests.Inference;

/// <summary>One running service with small request limits for all tests of request bodies.</summary>
public sealed class SmallLimitsService : IAsyncLifetime
{
    public const int FileMb = 1;
    public const int RequestMb = 2;
    public const int Images = 4;

    private readonly InferenceApplication _application = new(
        ("CV_MAX_FILE_SIZE_MB", $"{FileMb}"), ("CV_MAX_REQUEST_SIZE_MB", $"{RequestMb}"), ("CV_MAX_IMAGES_PER_REQUEST", $"{Images}"));

    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Client = await _application.ReadyClientAsync();

    public ValueTask DisposeAsync()
    {
        _application.Dispose();
        return ValueTask.CompletedTask;
    }
}

[CollectionDefinition(nameof(SmallLimits))]
public sealed class SmallLimits : ICollectionFixture<SmallLimitsService>;

internal static class BodyPosts
{
    public static byte[] Sample(string name) => File.ReadAllBytes(Path.Combine(InferenceApplication.Samples, name));

    /// <summary>Sends a text as a request body of the given content type.</summary>
    public static Task<HttpResponseMessage> PostTextAsync(this HttpClient client, string text, string contentType = "application/json", string query = "", string? key = null) =>
        client.PostBytesAsync(System.Text.Encoding.UTF8.GetBytes(text), contentType, query, key);

    /// <inheritdoc cref="PostTextAsync"/>
    public static async Task<HttpResponseMessage> PostBytesAsync(this HttpClient client, byte[] bytes, string contentType, string query = "", string? key = null)
    {
        using var body = new ByteArrayContent(bytes);
        body.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return await client.PostContentAsync(body, query, key);
    }

    public static async Task<HttpResponseMessage> PostContentAsync(this HttpClient client, HttpContent body, string query = "", string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/detect" + query, UriKind.Relative)) { Content = body };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>A form with several files under one field name.</summary>
    public static MultipartFormDataContent Files(params IEnumerable<byte[]> images)
    {
        var form = new MultipartFormDataContent();
        foreach (var (index, image) in images.Index())
        {
            form.Add(new ByteArrayContent(image), "image", $"photo-{index}.jpg");
        }

        return form;
    }
}
