using System.Security.Cryptography;
using System.Text;
using VisionSystem.Inference.Requests;

namespace VisionSystem.Inference.Idempotency;

/// <summary>Identifies equal requests: the same route, parameters in any order, and images, in any body format.</summary>
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
            Append(hash, image.Sha256);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>Appends a text after its length, so that different lists of texts never yield the same bytes.</summary>
    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
