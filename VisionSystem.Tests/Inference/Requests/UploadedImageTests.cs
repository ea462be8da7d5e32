using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using VisionSystem.Inference.Idempotency;
using VisionSystem.Inference.Requests;

namespace VisionSystem.Tests.Inference.Requests;

public sealed class UploadedImageTests
{
    private static readonly UploadLimits Limits = new(ImageBytes: 1 << 20, TotalBytes: 1 << 20, Images: 4, IsBatch: false);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The bytes change after the hash was read, so a second computation would give another hash.</summary>
    [Fact]
    public async Task Is_hashed_once_for_prediction_cache_key_and_fingerprint()
    {
        byte[] bytes = [1, 2, 3];
        using var upload = await UploadAsync(bytes);
        var image = Assert.Single(upload.Images);
        var sha256 = image.Sha256;
        var fingerprint = Fingerprint(upload);

        image.Image.Writable.Clear();

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), sha256);
        Assert.Same(sha256, image.Sha256);
        Assert.Equal(fingerprint, Fingerprint(upload));
    }

    [Fact]
    public async Task Other_bytes_an_other_order_and_an_other_number_of_images_have_other_fingerprints()
    {
        using var one = await UploadAsync([1, 2, 3], [4]);
        using var same = await UploadAsync([1, 2, 3], [4]);
        using var swapped = await UploadAsync([4], [1, 2, 3]);
        using var moved = await UploadAsync([1, 2], [3, 4]);
        using var joined = await UploadAsync([1, 2, 3, 4]);

        Assert.Equal(Fingerprint(one), Fingerprint(same));
        Assert.Equal(4, new[] { one, swapped, moved, joined }.Select(upload => Convert.ToHexString(Fingerprint(upload))).Distinct().Count());
    }

    private static byte[] Fingerprint(ImageUpload upload) => RequestFingerprint.Of(new DefaultHttpContext().Request, upload);

    private static async Task<ImageUpload> UploadAsync(params byte[][] images)
    {
        var read = new List<UploadedImage>();
        foreach (var bytes in images)
        {
            using var stream = new MemoryStream(bytes);
            var body = await ImageBody.ReadAsync(stream, bytes.Length, Limits.ImageBytes, Token);
            read.Add(UploadedImage.Of(body!, null, Limits));
        }

        return new ImageUpload(read, new Dictionary<string, string>(), isList: images.Length > 1);
    }
}
