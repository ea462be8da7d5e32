using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Persistence.S3;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Tests.Logging.Persistence.S3;

public sealed class S3OptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Lists_every_error_in_operators_names()
    {
        var errors = Errors(new S3Options { AccessKeyId = "key", Timeout = TimeSpan.Zero, Retries = 11 });

        Assert.Equal(
            ["CV_S3_BUCKET", "CV_S3_ACCESS_KEY_ID, CV_S3_SECRET_ACCESS_KEY", "CV_S3_REGION", "CV_S3_TIMEOUT", "Vision"],
            errors.Select(error => error.Split(':')[0]));
    }

    [Theory]
    [InlineData("Photos")]
    [InlineData("a")]
    [InlineData("photos/today")]
    public void Refuses_an_invalid_bucket_name(string name) =>
        Assert.Contains(name, Assert.Single(Errors(new S3Options { Bucket = name, Region = "eu-central-1" })), StringComparison.Ordinal);

    [Theory]
    [InlineData(null, false)]
    [InlineData("https://s3.us-west-2.amazonaws.com", false)]
    [InlineData("http://minio:9000", true)]
    public void Names_the_bucket_in_the_path_except_at_amazon(string? endpoint, bool inPath) =>
        Assert.Equal(inPath, new S3Options { EndpointUrl = endpoint is null ? null : new Uri(endpoint) }.UsesPathStyle);

    [Fact]
    public void Requires_nothing_while_images_are_in_the_folder() => Assert.Empty(OptionsErrors.In(new StoreOptions { Path = _folder.Path }, StoreOptions.Section));

    public void Dispose() => _folder.Dispose();

    private IEnumerable<string> Errors(S3Options s3) =>
        OptionsErrors.In(new StoreOptions { Path = _folder.Path, Images = new ImageStoreOptions { Backend = "s3" }, S3 = s3 }, StoreOptions.Section);
}
