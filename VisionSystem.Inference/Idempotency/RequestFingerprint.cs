using System.Security.Cryptography;
using System.Text;
using VisionSystem.Inference.Requests;

namespace VisionSystem.Inference.Idempotency;

/// <summary>What makes two requests the same one: the route, all parameters in any order, the bytes of the images, in whichever form they came.</summary>
internal static class RequestFingerprint
{
    /// <returns>32 bytes, SHA-256.</returns>
    public static byte[] Of(HttpRequest request, ImageUpload upload)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, request.Path.Value ?? "");
        foreach (var (name, value) in request.Query.Select(field => (field.Key, Value: field.Value.ToString()))
            .Concat(upload.Form.Select(field => (field.Key, field.Value))).Order())
        {
            Append(hash, name);
            Append(hash, value);
        }

        foreach (var image in upload.Images)
        {
            if (upload.Images.Count > 1)
            {
                hash.AppendData(BitConverter.GetBytes(image.Image.Length));
            }

            hash.AppendData(image.Image.Memory.Span);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>Lengths go before texts, so that no two lists of texts are one row of bytes.</summary>
    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
